import { expect, test } from "bun:test";
import { Git } from "../../src/git/git.ts";
import { Receipts } from "../../src/team/receipts.ts";
import { Yard } from "../supervisor/merging/yard.ts";
import { testRepository } from "../support/repository.ts";
import { Keeping } from "../work/keeping.ts";

test("a task that a person completed is not proven by their word: nobody counted what was committed", async () => {
  using work = new Keeping();
  using repository = testRepository();
  const receipts = new Receipts(work.store, new Git(repository.path), { needsNoCommit: () => false });
  const task = await work.add("one");
  const session = await work.start("ada");
  await work.change(session, task, "claim");
  expect((await receipts.of(task.key)).verdict).toBe("underway");
  await work.change(session, task, "complete");
  const { verdict, proofs } = await receipts.of(task.key);
  expect([verdict, proofs.map(({ name, met }) => [name, met])]).toEqual([
    "unproven",
    [
      ["status", true],
      ["checks", true],
      ["commits", null],
      ["clean tree", null],
    ],
  ]);
});

test("a receipt of nothing that there is names it", async () => {
  using work = new Keeping();
  using repository = testRepository();
  const receipts = new Receipts(work.store, new Git(repository.path), { needsNoCommit: () => false });
  for (const [subject, message] of [
    ["RUN-404", 'there is no run "RUN-404"'],
    ["SESSION-404", 'there is no session "SESSION-404"'],
    ["TASK-404", 'there is no task "TASK-404"'],
  ] as const)
    await expect(receipts.of(subject)).rejects.toThrow(message);
});

test("where a session is named for its task, the receipt is that of the task; its own key names it alone", async () => {
  using work = new Keeping();
  using repository = testRepository();
  const receipts = new Receipts(work.store, new Git(repository.path), { needsNoCommit: () => false });
  const task = await work.add("one");
  const session = await work.start(task.key);
  await work.change(session, task, "claim");
  expect((await receipts.of(task.key)).parts.map(({ subject }) => subject)).toEqual([session.key]);
  expect((await receipts.of(session.key)).parts).toEqual([]);
  const alone = await work.start("ada");
  expect((await receipts.of("ada")).subject).toBe(alone.key);
});

test("of a merge whose commit is gone nobody can tell whether its target has it, and the rest is told", async () => {
  await using yard = Yard.open();
  await yard.merge(0, { a: "" });
  yard.store.db
    .query(
      "INSERT INTO claims (task_id, session_id, attempt, claimed_at) SELECT task_id, session_id, 1, 1 FROM merges",
    )
    .run();
  const receipts = new Receipts(yard.store, new Git(yard.repository.path), { needsNoCommit: () => false });
  const merged = async () => (await receipts.of(yard.run.key)).parts[0]?.proofs.at(-1);
  expect(await merged()).toMatchObject({ name: "merge", met: true });
  yard.store.db.query("UPDATE merges SET merge_commit = ?").run("1".repeat(40));
  expect(await merged()).toMatchObject({ name: "merge", met: null });
});
