import { expect, test } from "bun:test";
import { join } from "node:path";
import { listHeldMerges } from "../../../src/store/alert-facts.ts";
import { Yard } from "./yard.ts";

const states = (yard: Yard) => yard.merges.map(({ state }) => state);
const GATE = "echo run >> ../../../gated; test ! -f bad";

async function gateRuns(yard: Yard): Promise<number> {
  const text = await Bun.file(join(yard.repository.folder, "gated")).text();
  return text.trim().split("\n").length;
}

/** Commits to the target as a person would. */
function push(yard: Yard, message: string, files: Record<string, string>, removed?: string): void {
  const { git } = yard.repository;
  git("switch", "-q", "-C", "person", yard.target);
  if (removed !== undefined) git("rm", "-q", removed);
  yard.repository.commit(message, files);
  git("switch", "-q", "--detach", "main");
  git("branch", "-f", yard.target, "person");
}

/** Until nothing more happens by itself. */
async function atRest(yard: Yard): Promise<void> {
  for (;;) {
    await yard.queue.drain();
    const { count } = yard.store.db
      .query<{ count: number }, []>("SELECT count(*) AS count FROM merge_batches WHERE state = 'checking'")
      .get() ?? { count: 0 };
    if (count === 0) return;
    await Bun.sleep(10);
  }
}

test("upon a target that is red by itself nobody is blamed: it waits, with the gate named, until the target moves", async () => {
  await using yard = Yard.open({ gates: [GATE] });
  push(yard, "break it", { bad: "" });
  await yard.merge(0, { good: "" });
  await atRest(yard);
  expect(states(yard)).toEqual(["queued"]);
  expect(yard.tasks[0]).toMatchObject({ status: "review" });
  const [held] = listHeldMerges(yard.store.db);
  expect(held?.reason).toMatch(
    /^overstory\/run-001 is red by itself, so nobody is blamed: gate failed on it: echo run .* test ! -f bad \(exit 1\); .*gate-1\.log$/,
  );
  expect(await gateRuns(yard)).toBe(2);
  yard.reopen();
  await yard.queue.resume();
  await atRest(yard);
  expect(await gateRuns(yard)).toBe(2);
  push(yard, "mend it", { calm: "" }, "bad");
  await yard.settled();
  expect(states(yard)).toEqual(["merged"]);
  expect(listHeldMerges(yard.store.db)).toEqual([]);
  expect(yard.leftovers()).toEqual([]);
});

test("what mends a red target comes in, though others wait for that, and they follow", async () => {
  await using yard = Yard.open({ gates: ["test -f mended"] });
  await yard.merge(0, { one: "" });
  await yard.merge(1, { two: "" });
  await atRest(yard);
  expect(states(yard)).toEqual(["queued", "queued"]);
  await yard.merge(2, { mended: "" });
  await yard.settled();
  expect(states(yard)).toEqual(["merged", "merged", "merged"]);
  for (const commit of yard.positions().slice(0, -1)) expect(yard.files(commit)).toContain("mended");
});

test("a target that is green by the same gates is not looked at twice", async () => {
  await using yard = Yard.open({ gates: [GATE], config: { merge: { conflicts: "person" } } });
  await yard.merge(0, { bad: "1" });
  await atRest(yard);
  expect(await gateRuns(yard)).toBe(2);
  await yard.merge(1, { bad: "2" });
  await atRest(yard);
  expect(await gateRuns(yard)).toBe(3);
  await yard.merge(2, { good: "" });
  await yard.merge(3, { bad: "3" });
  await atRest(yard);
  expect(await gateRuns(yard)).toBe(5);
  expect(states(yard)).toEqual(["red", "red", "merged", "red"]);
  expect(yard.merges[3]?.reason).toStartWith("gate failed on the merged result: ");
});

test("when a person puts one back that waited, its target is looked at anew, and what is red by itself is blamed", async () => {
  await using yard = Yard.open({ gates: [`${GATE} && test ! -f ../../../broken`] });
  yard.repository.write("../broken", "");
  await yard.merge(0, { bad: "" });
  await atRest(yard);
  expect(states(yard)).toEqual(["queued"]);
  const [merge] = yard.merges;
  if (!merge) throw new Error("nothing is queued");
  await Bun.file(join(yard.repository.folder, "broken")).delete();
  await yard.queue.cancel(merge);
  await yard.queue.retry(merge);
  await yard.settled();
  expect(states(yard)).toEqual(["red"]);
});
