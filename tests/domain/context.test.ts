import { describe, expect, test } from "bun:test";
import type { ContextChange } from "../../src/domain/activity.ts";
import { mayStandOn, nameSome, rebuildStack, refusePop, stackAtEnd } from "../../src/domain/context.ts";

type Change = ContextChange & { at: number };

const push = (at: number, depth: number, kind: ContextChange["kind"], id = `id-${depth}`): Change => ({
  action: "push",
  at,
  depth,
  kind,
  sprintId: kind === "sprint" ? id : null,
  taskId: kind === "task" || kind === "subtask" ? id : null,
  durationMs: null,
});
const pop = (at: number, pushed: Change): Change => ({
  ...pushed,
  action: "pop",
  at,
  durationMs: at - pushed.at,
});

const PROJECT = push(1, 0, "project");
const TASK = push(2, 1, "task");
const PART = push(3, 2, "subtask");

describe("rebuildStack", () => {
  test("leads from the changes to the stack, with the time of each push", () => {
    const history = [PROJECT, TASK, PART, pop(4, PART), push(5, 2, "subtask", "other")];
    expect(rebuildStack(history)).toEqual([
      { depth: 0, kind: "project", sprintId: null, taskId: null, pushedAt: 1 },
      { depth: 1, kind: "task", sprintId: null, taskId: "id-1", pushedAt: 2 },
      { depth: 2, kind: "subtask", sprintId: null, taskId: "other", pushedAt: 5 },
    ]);
    expect(rebuildStack([])).toEqual([]);
  });

  test.each([
    ["a push that leaves a gap", [PROJECT, PART]],
    ["a subtask on nothing", [push(1, 0, "subtask")]],
    ["a second project", [PROJECT, push(2, 1, "project")]],
    ["a pop of what is not on top", [PROJECT, TASK, PART, pop(4, TASK)]],
    ["a pop of another task at that place", [PROJECT, TASK, pop(3, push(2, 1, "task", "other"))]],
    ["a pop of nothing", [pop(2, PROJECT)]],
  ])("refuses %s", (_, history) => {
    expect(() => rebuildStack(history)).toThrow(RangeError);
  });
});

describe("stackAtEnd", () => {
  test("is the stack as it was before the end took everything off", () => {
    const before = [PROJECT, TASK, PART, pop(4, PART)];
    expect(stackAtEnd([...before, pop(9, TASK), pop(9, PROJECT)], 9)).toEqual(rebuildStack(before));
  });

  test("is empty for a session that never had one, and the same when nothing was taken off", () => {
    expect(stackAtEnd([], 9)).toEqual([]);
    expect(stackAtEnd([PROJECT, TASK], 9)).toEqual(rebuildStack([PROJECT, TASK]));
  });
});

test("each kind stands only where it belongs", () => {
  const kinds = ["project", "sprint", "task", "subtask"] as const;
  const allowed = [null, ...kinds].map((below) => kinds.filter((kind) => mayStandOn(kind, below)));
  expect(allowed).toEqual([["project"], ["sprint", "task"], ["task"], ["subtask"], ["subtask"]]);
});

describe("what stands above is named", () => {
  test.each([
    [["a"], 1, "a"],
    [["a", "b"], 2, "a and b"],
    [["a", "b", "c"], 3, "a, b and c"],
    [["a", "b", "c", "d"], 10_000, "a, b, c and 9,997 more"],
  ])("%p of %d", (names, count, text) => {
    expect(nameSome(names, count)).toBe(text);
  });

  test("in a sentence, and not when there is nothing", () => {
    expect(refusePop("x", ["a"], 1)).toBe("a stands above x");
    expect(refusePop("x", ["a", "b"], 2)).toBe("a and b stand above x");
    expect(refusePop("x", [], 0)).toBeNull();
  });
});
