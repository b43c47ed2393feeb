import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { findPlanFaults } from "../../src/domain/plan.ts";

interface Node {
  id: string | null;
  dependsOn: string[];
}

const node = (id: string | null, ...dependsOn: string[]): Node => ({ id, dependsOn });

/** Graphs of a few tasks whose dependencies all exist, so that a circle is the only possible fault. */
const graphs: fc.Arbitrary<Node[]> = fc.integer({ min: 1, max: 8 }).chain((size) =>
  fc
    .uniqueArray(fc.tuple(fc.nat({ max: size - 1 }), fc.nat({ max: size - 1 })), {
      maxLength: size * 2,
      selector: String,
    })
    .map((edges) =>
      Array.from({ length: size }, (_, n) =>
        node(`t${n}`, ...edges.filter(([from, to]) => from === n && to !== n).map(([, to]) => `t${to}`)),
      ),
    ),
);

/** Kahn's way, the other way round than the code under test: takes away what depends on nothing until nothing changes. */
function hasCircle(tasks: readonly Node[]): boolean {
  const left = new Map(tasks.map(({ id, dependsOn }) => [id, new Set<string | null>(dependsOn)]));
  for (
    let free = [...left].find(([, needs]) => needs.size === 0);
    free;
    free = [...left].find(([, needs]) => needs.size === 0)
  ) {
    left.delete(free[0]);
    for (const needs of left.values()) needs.delete(free[0]);
  }
  return left.size > 0;
}

describe("findPlanFaults", () => {
  test("finds nothing in a sound plan", () => {
    expect(findPlanFaults([node("a"), node("b", "a"), node(null, "a", "b"), node(null)])).toEqual([]);
  });

  test("asks for one task at least", () => {
    expect(findPlanFaults([])).toEqual(["tasks: is empty; a plan has at least one task"]);
  });

  test("names both places of an id given twice, also when only the case differs", () => {
    expect(findPlanFaults([node("api"), node("x"), node("api"), node("API")])).toEqual([
      'tasks[2].id: "api" is already the id of tasks[0]',
      'tasks[3].id: "API" is already the id of tasks[0]',
    ]);
  });

  test("tasks without an id are no duplicates", () => {
    expect(findPlanFaults([node(null), node(null)])).toEqual([]);
  });

  test("names the field of a dependency on nothing, or on the task itself", () => {
    expect(findPlanFaults([node("a", "b", "a"), node(null, "null"), node("b", "A")])).toEqual([
      'tasks[0].dependsOn[1]: "a" is the task itself',
      'tasks[1].dependsOn[0]: "null" is no task of this plan',
      'tasks[2].dependsOn[0]: "A" is no task of this plan',
    ]);
  });

  test("a dependency given twice is no fault", () => {
    expect(findPlanFaults([node("a"), node("b", "a", "a")])).toEqual([]);
  });

  test("finds a circle exactly when there is one, and shows a real one", () => {
    let circles = 0;
    fc.assert(
      fc.property(graphs, (tasks) => {
        const faults = findPlanFaults(tasks);
        expect(faults.length).toBe(hasCircle(tasks) ? 1 : 0);
        if (faults[0] === undefined) return;
        circles++;
        const shown =
          /^tasks: depend on each other in a circle: (.+)$/.exec(faults[0])?.[1]?.split(" → ") ?? [];
        expect(shown.length).toBeGreaterThan(2);
        expect(shown[0]).toBe(shown.at(-1));
        expect(new Set(shown).size).toBe(shown.length - 1);
        for (const [n, id] of shown.slice(0, -1).entries()) {
          expect(tasks.find((task) => task.id === id)?.dependsOn).toContain(shown[n + 1] ?? "");
        }
      }),
      { numRuns: 1000 },
    );
    expect(circles).toBeGreaterThan(50);
  });

  const CHAIN = 5000;
  const chain = Array.from({ length: CHAIN }, (_, n) => node(`t${n}`, ...(n === 0 ? [] : [`t${n - 1}`])));

  test.each([
    ["from its end", chain],
    ["from its start", chain.toReversed()],
  ])("a chain of thousands, listed %s, is sound", (_, tasks) => {
    expect(findPlanFaults(tasks)).toEqual([]);
  });

  test("a circle of thousands is shown whole", () => {
    const [fault] = findPlanFaults([node("t0", `t${CHAIN - 1}`), ...chain.slice(1)]);
    expect(fault?.split(" → ").length).toBe(CHAIN + 1);
  });
});
