import { expect, test } from "bun:test";
import { testSeed } from "../../support/random.ts";
import { until } from "../../support/wait.ts";
import { Crash, Fate } from "./fate.ts";
import { Yard } from "./yard.ts";

/** A run whose work is merged, and the branch that it is for with these files beside. */
async function finished(gates: string[], aside: Record<string, string> | null): Promise<Yard> {
  const yard = Yard.open({ gates, into: "release" });
  await yard.merge(0, { made: "by the run\n" });
  await yard.settled();
  yard.repository.git("branch", "release", "main");
  if (aside) {
    yard.repository.git("switch", "-q", "release");
    yard.repository.commit("aside", aside);
    yard.repository.git("switch", "-q", "--detach", "main");
  }
  return yard;
}

const deliver = (yard: Yard) => yard.queue.deliver(yard.run, yard.target, "release");
const batches = (yard: Yard) =>
  yard.store.db
    .query<{ state: string }, []>("SELECT state FROM merge_batches WHERE delivers IS NOT NULL ORDER BY id")
    .all()
    .map(({ state }) => state);

test("a branch that has not moved goes forward to what was checked already", async () => {
  await using yard = await finished(["test -f made"], null);
  const commit = await deliver(yard);
  expect(commit).toBe(yard.repository.git("rev-parse", yard.target));
  expect(yard.repository.git("rev-parse", "release")).toBe(commit);
  expect(batches(yard)).toEqual([]);
  expect(await deliver(yard)).toBe(commit);
});

test("with one that has moved on, the run's gates see the whole before it moves", async () => {
  await using yard = await finished(["test -f made"], { aside: "" });
  const commit = await deliver(yard);
  expect(yard.repository.git("rev-parse", "release")).toBe(commit);
  expect(yard.files(commit)).toEqual(["README.md", "aside", "made"]);
  expect(batches(yard)).toEqual(["green"]);
  expect(yard.leftovers()).toEqual([]);
});

test("what is red together is not delivered, says which gate, and is tried anew when it is asked for again", async () => {
  await using yard = await finished(["! test -f aside || ! test -f made"], { aside: "" });
  const before = yard.repository.git("rev-parse", "release");
  const refusal = () => deliver(yard).catch((error) => error);
  const error = await refusal();
  expect(error).toMatchObject({
    code: "conflict",
    hint: "git switch release && git merge overstory/run-001",
  });
  expect(error.message).toMatch(
    /^gate failed on the merged result: ! test -f aside .*\(exit 1\); .*gate-1\.log$/,
  );
  expect(await refusal()).toMatchObject({ code: "conflict" });
  expect(batches(yard)).toEqual(["red", "red"]);
  expect(yard.repository.git("rev-parse", "release")).toBe(before);
  expect(yard.leftovers()).toEqual([]);
});

test("a conflict names the files, and a branch that is checked out its place; nothing moves", async () => {
  await using yard = await finished([], { made: "by a person\n" });
  await expect(deliver(yard)).rejects.toThrow("overstory/run-001 conflicts with release in made");
  yard.repository.git("switch", "-q", "release");
  await expect(deliver(yard)).rejects.toThrow("branch release is checked out at");
});

test("whenever a daemon dies that delivers, the next one finds the branch as it was or as it is to be", async () => {
  // Each run of the tests plays another third of them; one from 1 to 3 plays its own again.
  const first = 1 + (testSeed() % 3);
  for (let steps = first, isOver = false; !isOver; steps += 3) {
    await using yard = await finished(["test -f made"], { aside: "" });
    const fate = new Fate(steps);
    yard.reopen(fate.over(yard.world));
    const outcome = Promise.race([deliver(yard), until("it dies", () => fate.isOver)]);
    await outcome.catch((error) => expect(error).toBeInstanceOf(Crash));
    isOver = !fate.isOver;
    expect(yard.files("release")).toContainEqual("aside");
    yard.reopen();
    await yard.queue.resume();
    const commit = await deliver(yard);
    expect(yard.repository.git("rev-parse", "release")).toBe(commit);
    expect(yard.repository.git("rev-list", "--merges", "--count", `${yard.target}..release`)).toBe("1");
    expect({ steps, leftovers: yard.leftovers() }).toEqual({ steps, leftovers: [] });
  }
}, 120_000);

test("where the branch is red by itself that is said, and not that the run's work does not go with it", async () => {
  await using yard = await finished(["test ! -f aside"], { aside: "" });
  const error = await deliver(yard).catch((caught) => caught);
  expect(error.message).toMatch(
    /^release is red by itself, so nobody is blamed: gate failed on it: test ! -f aside \(exit 1\); .*gate-1\.log$/,
  );
  expect(yard.leftovers()).toEqual([]);
});
