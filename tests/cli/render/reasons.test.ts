import { expect, test } from "bun:test";
import { reasonLines, withReason } from "../../../src/cli/render/reasons.ts";
import { plainScreen } from "../support/views.ts";

const why = "the machine's load is 9.1 a core, and an agent is begun up to 8 (host.maxLoad)";
const rows = ["TASK-001", "TASK-002"].map((key) => ({ key, title: "Read old files", why }));

test("a reason that has no room beside its title is told below in full, once for all rows of the same", () => {
  const [row] = rows;
  if (!row) throw new Error("no row");
  expect(withReason(row, plainScreen(80), 50)).toBe("Read old files");
  const [gap, ...lines] = reasonLines(rows, plainScreen(80), 50);
  expect(gap).toBe("");
  expect(lines.map((line) => line.trim()).join(" ")).toBe(`TASK-001, TASK-002: ${why}`);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
});

test("one that has room stands beside it, and is not said twice", () => {
  const row = { key: "TASK-003", title: "Read", why: "its run is held" };
  expect(withReason(row, plainScreen(80), 50)).toBe("Read · its run is held");
  expect(reasonLines([row, { ...row, why: null }], plainScreen(80), 50)).toEqual([]);
});
