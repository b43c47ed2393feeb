import { expect, test } from "bun:test";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Git } from "../../../src/git/git.ts";
import { Worktrees } from "../../../src/git/worktrees.ts";
import { batchGateLog } from "../../../src/paths.ts";
import { getBatch, insertBatch, insertBatchGate, settleBatch } from "../../../src/store/batches.ts";
import { listEvents } from "../../../src/store/events.ts";
import { settleSession } from "../../../src/store/session-changes.ts";
import { Retention } from "../../../src/supervisor/schedules/retention.ts";
import { addSession, START } from "../../store/fixture.ts";
import { testHouse } from "./fixture.ts";

const DAY = 24 * 60 * 60_000;

/** A house with two sessions that have output: one ended, one open. */
function house(config: Parameters<typeof testHouse>[0]) {
  const it = testHouse(config);
  const git = new Git(it.folder);
  const retention = new Retention({ ...it, git, worktrees: new Worktrees(git) });
  const [ended, open] = ["one", "two"].map((name) => addSession(it.store, { name }));
  if (!ended || !open) throw new Error("no sessions");
  it.store.writeNow((tx) =>
    settleSession(tx, ended.id, { state: "completed", phase: "completed", outcome: "success", reason: "" }),
  );
  for (const name of [ended.key, open.key, "SESSION-999"]) {
    mkdirSync(join(it.paths.logs, name), { recursive: true });
    writeFileSync(join(it.paths.logs, name, "output.log"), "text");
  }
  for (const { id } of [ended, open]) mkdirSync(join(it.paths.agents, id), { recursive: true });
  mkdirSync(it.paths.launches);
  for (const id of ["0-gone", open.id]) writeFileSync(join(it.paths.launches, `${id}.sh`), "");
  return {
    ...it,
    retention,
    hasLog: (key: string) => existsSync(join(it.paths.logs, key)),
    ended,
    open,
    [Symbol.dispose]: () => it[Symbol.dispose](),
  };
}

test("what is over goes when it is older than the configuration keeps it, and one event counts it", async () => {
  using it = house({ retention: { logs: "30d", events: "90d" } });
  it.setClock(START + 31 * DAY);
  const pruned = await it.retention.prune();
  expect(pruned).toMatchObject({ logs: 1, events: 0, launches: 1, worktrees: 0 });
  expect([it.ended.key, it.open.key, "SESSION-999"].map(it.hasLog)).toEqual([false, true, true]);
  expect([it.ended.id, it.open.id].map((id) => existsSync(join(it.paths.agents, id)))).toEqual([false, true]);
  expect(existsSync(join(it.paths.launches, `${it.open.id}.sh`))).toBe(true);
  expect(listEvents(it.db, { after: 0, limit: 99 }).at(-1)).toMatchObject({
    kind: "retention.pruned",
    data: pruned,
  });
  it.setClock(START + 91 * DAY);
  // The two of the ended session; those of the open one stay.
  expect(await it.retention.prune()).toMatchObject({ events: 2 });
});

test("null keeps for ever", async () => {
  using it = house({ retention: { logs: null, events: null, alerts: null, watchLog: null } });
  it.setClock(START + 10_000 * DAY);
  expect(await it.retention.prune()).toMatchObject({ logs: 0, events: 0 });
  expect(it.hasLog(it.ended.key)).toBe(true);
});

test("trouble with one thing keeps it from no other", async () => {
  using it = house({});
  it.db.run("DROP TABLE watch_log");
  it.setClock(START + 100 * DAY);
  expect(await it.retention.prune()).toMatchObject({ watchLog: 0, events: 1, logs: 1 });
});

test("of merges the output goes that is old, and what a gate that runs was launched with stays", async () => {
  using it = house({ retention: { logs: "30d" } });
  const batch = { targetBranch: "main", baseCommit: "1", resultCommit: "2", gates: ["true"], worktree: null };
  const whole = { ...batch, delivers: null, deliveredCommit: null };
  const gate = it.store.writeNow((tx) => {
    insertBatch(tx, { ...whole, id: "old" }, []);
    const old = getBatch(tx.db, "old");
    if (old) settleBatch(tx, old, "green", { runId: null, reason: null });
    insertBatch(tx, { ...whole, id: "new" }, []);
    return insertBatchGate(tx, { batchId: "new", position: 0, command: "true" });
  });
  const logs = ["old", "new"].map((id) => batchGateLog(it.paths, id, 0));
  for (const log of logs) {
    mkdirSync(dirname(log), { recursive: true });
    writeFileSync(log, "text");
  }
  const launch = join(it.paths.launches, `${gate}.sh`);
  writeFileSync(launch, "");
  it.setClock(START + 31 * DAY);
  await it.retention.prune();
  expect([...logs, launch].map((path) => existsSync(path))).toEqual([false, true, true]);
});
