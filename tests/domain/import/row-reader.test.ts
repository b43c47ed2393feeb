import { expect, test } from "bun:test";
import { FieldFault, RowReader } from "../../../src/domain/import/row-reader.ts";

const faultOf = (work: () => unknown): [string, string] => {
  try {
    work();
  } catch (error) {
    if (error instanceof FieldFault) return [error.field, error.message];
    throw error;
  }
  throw new Error("nothing was thrown");
};

test("a field is read by the first of its names that has a value", () => {
  const read = new RowReader({ task_id: "", taskId: null, bead_id: "bd-1" });
  expect(read.text("taskId", "task_id", "bead_id")).toBe("bd-1");
  expect(read.text("nowhere")).toBeNull();
});

test("a fault names the field as it is in the row, and what is wrong", () => {
  const read = new RowReader({ startedAt: "0000-00-00", name: { first: "x" } });
  expect(faultOf(() => read.requiredTime("started_at", "startedAt"))).toEqual([
    "startedAt",
    '"0000-00-00" is no time',
  ]);
  expect(faultOf(() => read.text("name"))).toEqual(["name", "an object is no text"]);
  expect(faultOf(() => read.requiredText("id"))).toEqual(["id", "is missing"]);
  expect(faultOf(() => new RowReader({}, "history[2].").requiredText("to"))).toEqual([
    "history[2].to",
    "is missing",
  ]);
});

test("the rest is what was not read, and what lost something in the reading", () => {
  const read = new RowReader({
    id: "1",
    at: "2026-01-01T00:00:00.123456Z",
    until: "2026-01-01T00:00:00Z",
    state: "In_Turn",
    unknown: [1],
    blank: " ",
    none: null,
  });
  read.text("id");
  read.time("at");
  read.time("until");
  read.word({ in_turn: 1 }, "state");
  expect(read.rest()).toEqual({ at: "2026-01-01T00:00:00.123456Z", state: "In_Turn", unknown: [1] });
});

test("a word is one of its table, in any case; what objects inherit is none", () => {
  const read = new RowReader({ a: " UNDERWAY ", b: "toString", c: "__proto__", d: 3 });
  const table = { underway: 1 };
  expect(read.word(table, "a")).toBe(1);
  for (const field of ["b", "c", "d"])
    expect(faultOf(() => read.word(table, field))[1]).toContain("is none of underway");
});

test("an object or a list may be its text; empty ones are written in several ways", () => {
  const read = new RowReader({ a: '{"x": 1}', b: "[]", c: "null", d: "{'x': 1}", e: "[1]", f: { y: 2 } });
  expect([read.object("a"), read.object("b"), read.object("c"), read.object("f")]).toEqual([
    { x: 1 },
    {},
    {},
    { y: 2 },
  ]);
  expect(faultOf(() => read.object("d"))).toEqual(["d", `is no JSON: line 1, column 2: unexpected "'"`]);
  expect(faultOf(() => read.object("e"))).toEqual(["e", "a list is no object"]);
  expect([read.list("e"), read.list("nowhere")]).toEqual([[1], []]);
});

test("a time of day belongs to its day, or to the next one", () => {
  const day = Date.UTC(2026, 0, 1);
  const read = new RowReader({ start: "23:30", end: "00:30", whole: "2026-01-05T00:00:00Z" });
  const start = read.timeOnDay("start", day) ?? 0;
  expect(start).toBe(day + 84_600_000);
  expect(read.timeOnDay("end", day, start)).toBe(day + 86_400_000 + 1_800_000);
  expect(read.timeOnDay("whole", day)).toBe(Date.UTC(2026, 0, 5));
  expect(faultOf(() => read.timeOnDay("start", null))[1]).toContain("a day that is not known");
});

test("a name that every object has is a field like any other", () => {
  const read = new RowReader(JSON.parse('{"__proto__": "kept", "constructor": "too"}'));
  expect(read.text("toString")).toBeNull();
  expect(Object.entries(read.rest())).toEqual([
    ["__proto__", "kept"],
    ["constructor", "too"],
  ]);
});
