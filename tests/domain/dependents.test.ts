import { expect, test } from "bun:test";
import { dependentsOf } from "../../src/domain/dependents.ts";

test("a task's dependents are those that wait for it, directly or through others, in any order", () => {
  const tasks = [
    { key: "d", dependsOn: ["c"] },
    { key: "c", dependsOn: ["b"] },
    { key: "b", dependsOn: ["a"] },
    { key: "a", dependsOn: [] },
    { key: "other", dependsOn: [] },
  ];
  expect(dependentsOf(tasks, "b").map(({ key }) => key)).toEqual(["d", "c"]);
  expect(dependentsOf(tasks, "other")).toEqual([]);
});
