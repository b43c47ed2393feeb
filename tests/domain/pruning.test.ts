import { expect, test } from "bun:test";
import { keepReasons, type PruneFacts } from "../../src/domain/pruning.ts";

const ended = (id: string, change: Partial<PruneFacts> = {}): PruneFacts => ({
  id,
  key: id,
  predecessorId: null,
  activeRun: null,
  openTask: null,
  heir: null,
  isResumable: false,
  ...change,
});

test("what nothing refers to may go", () => {
  expect(keepReasons([ended("1"), ended("2")]).size).toBe(0);
});

test.each([
  [{ heir: "SESSION-009" }, "SESSION-009, which stays, comes from it"],
  [{ activeRun: "RUN-001" }, "its run RUN-001 is active"],
  [{ openTask: "TASK-001" }, "its task TASK-001 is not closed"],
  [{ isResumable: true }, "its work can be taken up"],
])("one with %p stays, and the reason is told", (change, reason) => {
  expect(keepReasons([ended("1", change)]).get("1")).toBe(reason);
});

test("all those stay whose work is gone on with by one that stays", () => {
  const line = [
    ended("1"),
    ended("2", { predecessorId: "1" }),
    ended("3", { predecessorId: "2", activeRun: "RUN-001" }),
    ended("4", { predecessorId: "3" }),
  ];
  expect([...keepReasons(line)]).toEqual([
    ["3", "its run RUN-001 is active"],
    ["2", "3, which stays, comes from it"],
    ["1", "2, which stays, comes from it"],
  ]);
});
