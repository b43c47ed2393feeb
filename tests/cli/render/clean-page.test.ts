import { describe, expect, test } from "bun:test";
import type { CleanView } from "../../../src/api/contract/tidying.ts";
import { cleanPage } from "../../../src/cli/render/clean-page.ts";
import { NO_COLOR } from "../../../src/cli/render/palette.ts";
import { columnsOf } from "../../../src/cli/render/text.ts";

const screen = { columns: 80, rows: 24, paint: NO_COLOR };
const goes = {
  path: "/work/repo.worktrees/run-001/api",
  branch: "overstory/task/run-001/api",
  session: "SESSION-001",
  bytes: 2 * 1024 * 1024,
  remove: true,
  reasons: ["merged into main", "nothing uncommitted", "no live process"],
};
const stays = {
  ...goes,
  path: "/mine",
  branch: null,
  session: null,
  remove: false,
  reasons: ["it is locked"],
};

describe("the page of clean", () => {
  test("proposes what may go, tells why the others stay, and how to go on", () => {
    expect(cleanPage({ proposals: [goes, stays], applied: null }, screen)).toEqual([
      "1 worktree may go: 2.0 MiB",
      "  /work/repo.worktrees/run-001/api",
      "    SESSION-001, overstory/task/run-001/api  2.0 MiB",
      "    merged into main; nothing uncommitted; no live process",
      "",
      "1 worktree stays",
      "  /mine",
      "    2.0 MiB",
      "    it is locked",
      "",
      "overstory clean --apply    removes what may go",
    ]);
  });

  test("tells what was removed, and what stayed after all", () => {
    const other = { ...goes, path: "/other" };
    const applied: CleanView["applied"] = [
      { path: goes.path, done: true, reason: null },
      { path: other.path, done: false, reason: "a process is in it: 17" },
    ];
    const lines = cleanPage({ proposals: [goes, other], applied }, screen);
    expect(lines[0]).toBe("1 worktree was removed: 2.0 MiB");
    expect(lines.slice(4)).toEqual([
      "",
      "1 worktree stays",
      "  /other",
      "    SESSION-001, overstory/task/run-001/api  2.0 MiB",
      "    a process is in it: 17",
    ]);
  });

  test("says so when there is nothing to propose", () => {
    expect(cleanPage({ proposals: [], applied: null }, screen)).toEqual([
      "there is no worktree but the main one",
    ]);
    expect(cleanPage({ proposals: [stays], applied: null }, screen)[0]).toBe("nothing can go");
  });

  test("fits 80 columns but for paths, and what comes from outside is inert", () => {
    const reasons = [`it is locked: \x1b[2J${"because ".repeat(30)}`];
    const lines = cleanPage({ proposals: [{ ...stays, reasons }], applied: null }, screen);
    expect(lines.every((line) => columnsOf(line) <= 80)).toBe(true);
    expect(lines.join("")).not.toContain("\x1b");
  });
});
