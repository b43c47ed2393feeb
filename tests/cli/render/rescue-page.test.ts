import { expect, test } from "bun:test";
import type { RescueDetail } from "../../../src/api/contract/rescue.ts";
import { rescuePage, rescueTable } from "../../../src/cli/render/rescue-page.ts";
import { dateAndTime, fileSize } from "../../../src/cli/render/words.ts";
import { plainScreen } from "../support/views.ts";

const savedAt = "2026-01-31T12:00:00.000Z";
const rescue: RescueDetail = {
  ref: "refs/overstory/wip/SESSION-003/1",
  session: "SESSION-003",
  number: 1,
  message: "parser: before it was ended (timeout)",
  savedAt,
  commit: "c".repeat(40),
  base: "b".repeat(40),
  fileCount: 3,
  bytes: 1500,
  files: [
    { path: "a\nline", change: "added", staged: "none" },
    { path: "b", change: "modified", staged: "part" },
    { path: "c", change: "deleted", staged: "all" },
  ],
  patch: null,
};

test("the list has a line for each saved work, no wider than the screen", () => {
  const [, line, ...more] = rescueTable([rescue], plainScreen(80));
  expect(more).toEqual([]);
  expect(line).toBe(`  SESSION-003/1  ${dateAndTime(savedAt)}  3      1.5 KiB  parser: before it was end…`);
});

test("the page names every file, whether it is staged, and how to restore it", () => {
  const lines = rescuePage(rescue, plainScreen(40));
  expect(lines.slice(-6)).toEqual([
    "",
    "  A a line",
    "  M b  partly staged",
    "  D c  staged",
    "",
    "overstory rescue restore SESSION-003/1    brings it back in a new worktree",
  ]);
});

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1024, "1.0 KiB"],
  [20 * 1024 * 1024, "20 MiB"],
])("%d bytes are %p", (bytes, text) => {
  expect(fileSize(bytes)).toBe(text);
});
