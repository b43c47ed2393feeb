import { expect, test } from "bun:test";
import { diskPage } from "../../../src/cli/render/disk-page.ts";
import { NO_COLOR } from "../../../src/cli/render/palette.ts";
import { columnsOf } from "../../../src/cli/render/text.ts";

const screen = { columns: 80, rows: 24, paint: NO_COLOR };

test("the parts are shown with the largest first, then the sum and what is free, in 80 columns", () => {
  const parts = [
    { name: "logs", path: "/repo/.git/overstory/logs", bytes: 2048, files: 3 },
    { name: "worktrees", path: `/repo.worktrees/${"deep/".repeat(20)}`, bytes: 5 * 1024 ** 3, files: 20_000 },
  ];
  const lines = diskPage(
    { parts, totalBytes: 5 * 1024 ** 3 + 2048, freeBytes: 10 * 1024 ** 3 },
    screen,
    "/repo",
  );
  expect(lines.map((line) => line.trim().split(/ {2,}/).slice(0, 3))).toEqual([
    ["part", "size", "files"],
    ["worktrees", "5.0 GiB", "20000"],
    ["logs", "2.0 KiB", "3"],
    [""],
    ["5.0 GiB in all; 10 GiB are free"],
  ]);
  expect(lines.join("\n")).toMatch(/logs .* \.git\/overstory\/logs$/m);
  expect(lines.every((line) => columnsOf(line) <= 80)).toBe(true);
});
