import { expect, test } from "bun:test";
import type { AdoptionView } from "../../../src/api/contract/adoption.ts";
import { adoptionPage } from "../../../src/cli/render/adoption-page.ts";
import { columnsOf } from "../../../src/cli/render/text.ts";
import { plainScreen } from "../support/views.ts";

const agent = (change: Partial<AdoptionView> = {}): AdoptionView => ({
  runtime: "claude",
  conversation: "c1",
  folder: "/repo/src",
  worktree: "/repo",
  branch: "main",
  dirtyFiles: 2,
  pid: 42,
  isBusy: false,
  permissions: "full",
  byHand: "cd '/repo/src' && claude --resume c1",
  session: null,
  ...change,
});

test("before an agent is taken over a person reads what it is and what will happen", () => {
  expect(adoptionPage(agent(), plainScreen(80))).toEqual([
    "claude  c1",
    "  folder      /repo/src",
    "  work tree   /repo",
    "  branch      main",
    "  process     42",
    "  by hand     cd '/repo/src' && claude --resume c1",
    "  1. 2 uncommitted files are saved, and stay where they are",
    "  2. process 42, and what it has started, is ended politely",
    "  3. the conversation goes on in a pane of overstory, in the same folder",
    "  4. it may do there without asking: everything",
  ]);
});

test("of one that does not run nothing is ended", () => {
  const lines = adoptionPage(agent({ pid: null, folder: "/repo", branch: null }), plainScreen(80));
  expect(lines.join("\n")).not.toContain("ended");
  expect(lines).toContain("  branch      none: a commit is checked out");
  expect(lines).not.toContain("  work tree   /repo");
});

test("no line is wider than the screen", () => {
  const folder = `/repo/${"deep/".repeat(30)}`;
  for (const line of adoptionPage(agent({ folder, isBusy: true }), plainScreen(80)))
    expect(columnsOf(line)).toBeLessThanOrEqual(80);
});
