import { expect, test } from "bun:test";
import { appendFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as v from "valibot";
import type { EventKind } from "../../../src/domain/event.ts";
import type { Session } from "../../../src/domain/session.ts";
import { createLogger } from "../../../src/log.ts";
import type { Runtimes } from "../../../src/runtimes/registry.ts";
import { shellRuntime } from "../../../src/runtimes/shell.ts";
import type { TranscriptReader } from "../../../src/runtimes/transcript.ts";
import type { NewSession } from "../../../src/store/sessions.ts";
import { usageOfSession } from "../../../src/store/usage.ts";
import { UsageReader } from "../../../src/supervisor/agents/usage-reader.ts";
import { addSession, type TestStore, testStore } from "../../store/fixture.ts";
import { until } from "../../support/wait.ts";

const Line = v.object({ id: v.nullable(v.string()), out: v.number() });

/** Each line is an answer; files beside the transcript that begin with its name are its helpers'. */
const transcripts: TranscriptReader = {
  read: (lines) => ({
    entries: [],
    usage: lines.map((line) => {
      const { id, out } = v.parse(Line, JSON.parse(line));
      return {
        id,
        model: "m",
        inputTokens: 0,
        outputTokens: out,
        cacheReadTokens: 0,
        cacheWriteTokens: 0,
        costUsd: null,
      };
    }),
  }),
  siblings: (transcript) =>
    readdirSync(dirname(transcript))
      .filter((name) => name.endsWith(".helper"))
      .map((name) => join(dirname(transcript), name)),
};

const runtimes: Runtimes = {
  all: [],
  require: () => ({ ...shellRuntime(null, { pass: [], env: {} }), transcripts }),
};

const line = (id: string | null, out: number) => `${JSON.stringify({ id, out })}\n`;

interface Reading extends AsyncDisposable {
  test: TestStore;
  path: string;
  begin(change?: Partial<NewSession>): Session;
  tell(kind: EventKind, session: Session): void;
  used(session: Session): number | undefined;
  /** Waits until the session has used that. */
  uses(session: Session, out: number): Promise<unknown>;
  restart(): Promise<void>;
}

function reading(): Reading {
  const test = testStore();
  const path = join(test.folder, "conversation");
  const world = { store: test.store, runtimes, log: createLogger(), clock: () => test.clock.now };
  let reader = new UsageReader(world);
  reader.start();
  const used = ({ id }: Session) => usageOfSession(test.db, id)?.total.outputTokens;
  return {
    test,
    path,
    begin: (change = {}) => {
      const session = addSession(test.store, { runtime: "claude", conversationId: "c", ...change });
      test.db.query("UPDATE sessions SET transcript = ? WHERE id = ?").run(path, session.id);
      return session;
    },
    tell: (kind, { id }) => test.store.writeNow((tx) => tx.event(kind, { sessionId: id })),
    used,
    uses: (session, out) => until(`${session.key} has used ${out}`, () => used(session) === out),
    restart: async () => {
      await reader.stop();
      reader = new UsageReader(world);
      reader.start();
    },
    async [Symbol.asyncDispose]() {
      await reader.stop();
      test[Symbol.dispose]();
    },
  };
}

test("what an agent used is counted at the end of each of its turns, whole lines only and each once", async () => {
  await using t = reading();
  writeFileSync(t.path, `${line("a", 1)}${line("b", 10)}`);
  const session = t.begin();
  t.tell("session.turn_ended", session);
  await t.uses(session, 11);
  appendFileSync(t.path, `${line("b", 20)}{"id": "c"`);
  t.tell("session.turn_ended", session);
  await t.uses(session, 21);
  appendFileSync(t.path, `, "out": 100}\n`);
  t.tell("session.interrupted", session);
  await t.uses(session, 121);
});

test("what its helpers used is counted too", async () => {
  await using t = reading();
  writeFileSync(t.path, line("a", 1));
  writeFileSync(join(t.test.folder, "one.helper"), line("h", 5));
  const session = t.begin();
  t.tell("session.turn_failed", session);
  await t.uses(session, 6);
});

test("nothing is counted twice by another daemon, and what one has missed is made up for", async () => {
  await using t = reading();
  writeFileSync(t.path, line(null, 1));
  const session = t.begin();
  t.tell("session.turn_ended", session);
  await t.uses(session, 1);
  await t.restart();
  appendFileSync(t.path, line(null, 2));
  await t.restart();
  await t.uses(session, 3);
});

test("a session that goes on with a conversation counts what came since", async () => {
  await using t = reading();
  writeFileSync(t.path, line(null, 1));
  const first = t.begin();
  t.tell("session.exited", first);
  await t.uses(first, 1);
  t.test.db.query("UPDATE sessions SET state = 'completed', ended_at = 1 WHERE id = ?").run(first.id);
  appendFileSync(t.path, line(null, 2));
  const next = t.begin({ name: "next", predecessorId: first.id });
  t.tell("session.turn_ended", next);
  await t.uses(next, 2);
  expect(t.used(first)).toBe(1);
});

test("of a transcript that was written anew only the answers with unknown ids are counted", async () => {
  await using t = reading();
  writeFileSync(t.path, `${line("a", 1)}${line(null, 2)}${line("b", 4)}`);
  const session = t.begin();
  t.tell("session.turn_ended", session);
  await t.uses(session, 7);
  writeFileSync(t.path, `${line(null, 2)}${line("c", 8)}`);
  t.tell("session.turn_ended", session);
  await t.uses(session, 15);
});

test("what a person's agent used before it was taken over is not the session's", async () => {
  await using t = reading();
  writeFileSync(t.path, `${line("a", 1)}${line(null, 2)}`);
  const session = t.begin({ adoptedAt: 1 });
  t.tell("session.ready", session);
  await until("it was looked at", () => t.test.db.query("SELECT 1 FROM transcripts").get());
  appendFileSync(t.path, `${line("a", 4)}${line(null, 8)}`);
  t.tell("session.turn_ended", session);
  await t.uses(session, 3 + 8);
});

test("what is written a moment after the end of a turn was told is counted without another", async () => {
  await using t = reading();
  writeFileSync(t.path, line("a", 1));
  const session = t.begin();
  t.tell("session.turn_ended", session);
  await t.uses(session, 1);
  appendFileSync(t.path, line("b", 2));
  await t.uses(session, 3);
});
