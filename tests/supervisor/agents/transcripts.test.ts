import { expect, test } from "bun:test";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Session } from "../../../src/domain/session.ts";
import type { Runtimes } from "../../../src/runtimes/registry.ts";
import { shellRuntime } from "../../../src/runtimes/shell.ts";
import type { TranscriptReader } from "../../../src/runtimes/transcript.ts";
import { settleSession } from "../../../src/store/session-changes.ts";
import { requireSession } from "../../../src/store/sessions.ts";
import { Transcripts } from "../../../src/supervisor/agents/transcripts.ts";
import { addSession, type TestStore, testStore } from "../../store/fixture.ts";

/** Each line is an entry, if it begins with "say ". */
const reader: TranscriptReader = {
  read: (lines) => ({
    entries: lines
      .filter((line) => line.startsWith("say "))
      .map((line) => ({ at: null, who: "agent", text: line.slice(4) })),
    usage: [],
  }),
};

const plain = shellRuntime(null, { pass: [], env: {} });
const runtimes: Runtimes = {
  all: [],
  require: (name) => (name === "shell" ? plain : { ...plain, transcripts: reader }),
};

function conversation(test: TestStore): { path: string; session: Session; transcripts: Transcripts } {
  const path = join(test.folder, "transcript");
  const { id } = addSession(test.store, { runtime: "talker", state: "working" });
  test.db.query("UPDATE sessions SET transcript = ? WHERE id = ?").run(path, id);
  const transcripts = new Transcripts({ store: test.store, runtimes });
  return { path, session: requireSession(test.db, id), transcripts };
}

const texts = ({ entries }: { entries: readonly { text: string }[] }) => entries.map(({ text }) => text);
const soon = () => AbortSignal.timeout(20_000);

test("the tail of a transcript is its last entries, however much stands before them", async () => {
  using test = testStore();
  const { path, session, transcripts } = conversation(test);
  expect(await transcripts.tail(session, 5)).toEqual({ entries: [], cursor: 0, ended: false });
  const filler = `${"x".repeat(1000)}\n`.repeat(1000);
  writeFileSync(path, `say one\n${filler}say two\n${filler}say three\nsay fo`);
  expect(texts(await transcripts.tail(session, 2))).toEqual(["two", "three"]);
  expect(texts(await transcripts.tail(session, 9))).toEqual(["one", "two", "three"]);
  expect(texts(await transcripts.tail(session, 0))).toEqual([]);
});

test("what is said next is answered as soon as its line is whole", async () => {
  using test = testStore();
  const { path, session, transcripts } = conversation(test);
  writeFileSync(path, "say one\nsay tw");
  const { cursor } = await transcripts.tail(session, 5);
  const next = transcripts.follow(session, cursor, soon());
  appendFileSync(path, "o\n");
  expect(texts(await next)).toEqual(["two"]);
});

test("a conversation that has not begun is waited for", async () => {
  using test = testStore();
  const { path, session, transcripts } = conversation(test);
  const next = transcripts.follow(session, 0, soon());
  writeFileSync(path, "say one\n");
  expect(texts(await next)).toEqual(["one"]);
});

test("all that was said is answered before the end of the session is", async () => {
  using test = testStore();
  const { path, session, transcripts } = conversation(test);
  writeFileSync(path, "say last\n");
  const ending = { state: "completed", phase: "completed", outcome: "success", reason: "done" } as const;
  test.store.writeNow((tx) => settleSession(tx, session.id, ending));
  const page = await transcripts.follow(session, 0, soon());
  expect(page).toMatchObject({ entries: [{ text: "last" }], ended: false });
  expect(await transcripts.follow(session, page.cursor, soon())).toMatchObject({ entries: [], ended: true });
});

test("waiting ends when patience does, and where there is no transcript that is said", async () => {
  using test = testStore();
  const { session, transcripts } = conversation(test);
  const page = await transcripts.follow(session, 0, AbortSignal.timeout(10));
  expect(page).toEqual({ entries: [], cursor: 0, ended: false });
  const shell = addSession(test.store, { name: "shell" });
  await expect(transcripts.tail(shell, 1)).rejects.toMatchObject({ code: "conflict" });
});
