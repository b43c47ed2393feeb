import { describe, expect, test } from "bun:test";
import type { UsageSample } from "../../src/domain/agent/usage.ts";
import { claimTask } from "../../src/store/claims.ts";
import type { Store } from "../../src/store/store.ts";
import {
  noteUsed,
  recordUsage,
  usageOfAll,
  usageOfRuns,
  usageOfSession,
  usageOfTasks,
} from "../../src/store/usage.ts";
import { addSession, addWork, testStore } from "./fixture.ts";

const sample = (change: Partial<UsageSample> = {}): UsageSample => ({
  id: null,
  model: "opus",
  inputTokens: 10,
  outputTokens: 5,
  cacheReadTokens: 100,
  cacheWriteTokens: 20,
  costUsd: null,
  ...change,
});

const record = (store: Store, id: string, ...samples: UsageSample[]) =>
  store.writeNow((tx) => recordUsage(tx, id, samples));

const totalOf = (store: Store, id: string) => usageOfSession(store.db, id)?.total;

describe("what a session uses", () => {
  test("is nothing known before it tells something", () => {
    using test = testStore();
    const { id } = addSession(test.store);
    record(test.store, id);
    expect(usageOfSession(test.db, id)).toBeNull();
    expect(usageOfAll(test.db)).toBeNull();
  });

  test("adds up, by model and over all, and costs only what is said", () => {
    using test = testStore();
    const { id } = addSession(test.store);
    record(test.store, id, sample(), sample({ costUsd: 0.25 }), sample({ model: "haiku", inputTokens: 1 }));
    record(test.store, id, sample({ costUsd: 0.5 }));
    expect(usageOfSession(test.db, id)).toEqual({
      total: { inputTokens: 31, outputTokens: 20, cacheReadTokens: 400, cacheWriteTokens: 80, costUsd: 0.75 },
      byModel: {
        haiku: { inputTokens: 1, outputTokens: 5, cacheReadTokens: 100, cacheWriteTokens: 20, costUsd: null },
        opus: {
          inputTokens: 30,
          outputTokens: 15,
          cacheReadTokens: 300,
          cacheWriteTokens: 60,
          costUsd: 0.75,
        },
      },
    });
  });

  test("counts an answer that is told again once, as it was told last", () => {
    using test = testStore();
    const { id } = addSession(test.store);
    record(test.store, id, sample({ id: "a", outputTokens: 1 }), sample({ id: "b" }));
    record(test.store, id, sample({ id: "a", outputTokens: 7 }), sample({ id: "a", outputTokens: 7 }));
    expect(totalOf(test.store, id)).toMatchObject({ inputTokens: 20, outputTokens: 12 });
    record(test.store, id, sample({ id: "b", model: "haiku" }));
    expect(Object.keys(usageOfSession(test.db, id)?.byModel ?? {})).toEqual(["haiku", "opus"]);
    expect(totalOf(test.store, id)).toMatchObject({ inputTokens: 20, outputTokens: 12 });
  });

  test("counts of a conversation that goes on only what is new", () => {
    using test = testStore();
    const first = addSession(test.store, { runtime: "claude", conversationId: "c1", state: "completed" });
    const next = addSession(test.store, { runtime: "claude", conversationId: "c1" });
    const other = addSession(test.store, { name: "other", runtime: "claude", conversationId: "c2" });
    const total = (costUsd: number) => sample({ id: "total", inputTokens: 0, outputTokens: 0, costUsd });
    record(test.store, first.id, sample({ id: "a" }), total(0.5));
    record(test.store, next.id, sample({ id: "a" }), total(0.75), sample({ id: "b" }));
    record(test.store, other.id, sample({ id: "a" }));
    expect(totalOf(test.store, first.id)).toMatchObject({ inputTokens: 10, costUsd: 0.5 });
    expect(totalOf(test.store, next.id)).toMatchObject({ inputTokens: 10, costUsd: 0.25 });
    expect(totalOf(test.store, other.id)).toMatchObject({ inputTokens: 10 });
  });

  test("leaves out what was used before the conversation was taken over", () => {
    using test = testStore();
    const { id } = addSession(test.store);
    test.store.writeNow((tx) => noteUsed(tx, id, [sample({ id: "a" }), sample({ id: "t", costUsd: 2 })]));
    expect(usageOfSession(test.db, id)).toBeNull();
    record(test.store, id, sample({ id: "a" }), sample({ id: "b" }), sample({ id: "t", costUsd: 2.5 }));
    expect(totalOf(test.store, id)).toMatchObject({ inputTokens: 10, costUsd: 0.5 });
  });

  test("is told as an event, with the totals, when something has changed", () => {
    using test = testStore();
    const { id, key } = addSession(test.store);
    const before = test.store.lastEventId;
    record(test.store, id, sample({ id: "a", costUsd: 1 }));
    record(test.store, id, sample({ id: "a", costUsd: 1 }));
    const rows = test.db.query("SELECT kind, data FROM events WHERE id > ?").all(before);
    expect(rows).toEqual([
      {
        kind: "session.usage",
        data: JSON.stringify({
          key,
          inputTokens: 10,
          outputTokens: 5,
          cacheReadTokens: 100,
          cacheWriteTokens: 20,
          costUsd: 1,
        }),
      },
    ]);
  });
});

test("a task used what the sessions did that held it, a run what all of its sessions did", () => {
  using test = testStore();
  const { run, task, session } = addWork(test.store);
  const idle = addSession(test.store, { name: "idle", runId: run.id });
  const stranger = addSession(test.store, { name: "stranger" });
  test.store.writeNow((tx) => claimTask(tx, session.id, task.id));
  record(test.store, session.id, sample());
  record(test.store, idle.id, sample({ inputTokens: 1 }));
  record(test.store, stranger.id, sample({ inputTokens: 1000 }));
  expect(usageOfTasks(test.db, [task.id]).get(task.id)?.total.inputTokens).toBe(10);
  expect(usageOfRuns(test.db, [run.id]).get(run.id)?.total.inputTokens).toBe(11);
  expect(usageOfAll(test.db)?.total.inputTokens).toBe(1011);
});
