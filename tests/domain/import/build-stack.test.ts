import { expect, test } from "bun:test";
import { buildStack, type SourceFrame } from "../../../src/domain/import/build-stack.ts";

const frame = (
  kind: SourceFrame["kind"],
  targetId: string | null,
  parentId: string | null = null,
): SourceFrame => ({
  kind,
  targetId,
  parentId,
  pushedAt: 7,
});
const kinds = (frames: SourceFrame[], held: { id: string; sprintId: string | null } | null) =>
  buildStack(frames, held, 1).map(({ kind, sprintId, taskId }) => sprintId ?? taskId ?? kind);

test("every stack begins with the project", () => {
  expect(kinds([], null)).toEqual(["project"]);
  expect(buildStack([], null, 1)[0]?.pushedAt).toBe(1);
});

test("a session without a task has nothing above its sprint", () => {
  expect(kinds([frame("project", null), frame("sprint", "p"), frame("task", "t")], null)).toEqual([
    "project",
    "p",
  ]);
});

test("the task that is held stands above, then subtasks that belong to the one below", () => {
  const frames = [
    frame("task", "t"),
    frame("subtask", "s1", "t"),
    frame("subtask", "s2", "s1"),
    frame("subtask", "x", "t"),
  ];
  expect(kinds(frames, { id: "t", sprintId: null })).toEqual(["project", "t", "s1", "s2"]);
});

test("a sprint that the task does not belong to is left out", () => {
  expect(kinds([frame("sprint", "p")], { id: "t", sprintId: "q" })).toEqual(["project", "t"]);
});
