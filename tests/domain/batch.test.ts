import { expect, test } from "bun:test";
import { type BatchGate, chooseBatch, chooseOnRed, judgeBatch, uniteGates } from "../../src/domain/batch.ts";
import { Chance } from "./chance.ts";

const queued = (...batches: (string | null)[]) => batches.map((batchId, index) => ({ index, batchId }));
const chosen = (...args: Parameters<typeof chooseBatch<{ index: number; batchId: string | null }>>) =>
  chooseBatch(...args).map(({ index }) => index);

test("a batch is the first of the queue, up to the most", () => {
  expect(chosen(queued(null, null, null), null, 2)).toEqual([0, 1]);
  expect(chosen(queued(null), null, 8)).toEqual([0]);
});

test("what was red together is tried by halves, whatever came in meanwhile", () => {
  expect(chosen(queued(null, "red", "red", "red", null), "red", 8)).toEqual([1, 2]);
  expect(chosen(queued("red"), "red", 8)).toEqual([0]);
});

/** Runs a queue as the machinery does, over gates that a set of branches fails or passes. */
function runQueue(count: number, isRed: (inside: ReadonlySet<number>) => boolean) {
  let queue = queued(...Array.from({ length: count }, () => null));
  const target = new Set<number>();
  const refused: number[] = [];
  const redBatches: string[] = [];
  let checks = 0;
  while (queue.length > 0) {
    const redBatch = redBatches.findLast((id) => queue.some(({ batchId }) => batchId === id)) ?? null;
    const batch = chooseBatch(queue, redBatch, 8);
    const id = `batch-${++checks}`;
    const inside = new Set(batch.map(({ index }) => index));
    queue = queue.map((one) => (inside.has(one.index) ? { ...one, batchId: id } : one));
    if (!isRed(new Set([...target, ...inside]))) {
      for (const index of inside) target.add(index);
      queue = queue.filter(({ index }) => !inside.has(index));
    } else if (inside.size === 1) {
      refused.push(...inside);
      queue = queue.filter(({ index }) => !inside.has(index)).map((one) => ({ ...one, batchId: null }));
    } else redBatches.push(id);
  }
  return { target, refused, checks };
}

test("whatever is red, alone or together, the target stays green and only those are refused that turn it red", () => {
  const chance = new Chance(7);
  for (let round = 0; round < 300; round++) {
    const count = 1 + chance.below(24);
    const alone = new Set(Array.from({ length: count }, (_, n) => n).filter(() => chance.happens(0.15)));
    const pairs = Array.from(
      { length: chance.below(4) },
      () => [chance.below(count), chance.below(count)] as const,
    );
    const isRed = (inside: ReadonlySet<number>) =>
      [...inside].some((index) => alone.has(index)) ||
      pairs.some(([one, two]) => one !== two && inside.has(one) && inside.has(two));
    const { target, refused, checks } = runQueue(count, isRed);
    expect(isRed(target)).toBe(false);
    expect([...target, ...refused].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: count }, (_, n) => n),
    );
    for (const index of refused) expect(isRed(new Set([...target, index]))).toBe(true);
    expect(checks).toBeLessThanOrEqual(Math.ceil(count / 8) + refused.length * 8 + 8);
  }
});

const gate = (position: number, passed: BatchGate["passed"]) => ({ position, passed });

test.each<[ReturnType<typeof gate>[], ReturnType<typeof judgeBatch>]>([
  [[], { next: "run", position: 0, command: "one" }],
  [[gate(0, null)], { next: "wait" }],
  [[gate(0, true)], { next: "run", position: 1, command: "two" }],
  [[gate(0, false)], { next: "red" }],
  [[gate(0, true), gate(1, true)], { next: "green" }],
])("after the gates %j a batch needs %j", (runs, next) => {
  expect(judgeBatch({ gates: ["one", "two"] }, runs)).toEqual(next);
});

test("gates of several lists are each run once, in the order of their first mention", () => {
  expect(uniteGates([["a", "b"], ["b", "c"], []])).toEqual(["a", "b", "c"]);
});

test("upon a red target those wait that were red there, and of the others one is tried at a time", () => {
  const { chosen: next, waiting } = chooseOnRed(queued("probe", null, "other", null), ["probe"]);
  expect([next, waiting].map((some) => some.map(({ index }) => index))).toEqual([[1], [0]]);
  expect(chooseOnRed(queued("probe"), ["probe"]).chosen).toEqual([]);
});
