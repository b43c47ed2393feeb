import { expect, test } from "bun:test";
import { appendFileSync, existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { listActivities } from "../../../src/store/activities.ts";
import { settleSession, transition } from "../../../src/store/session-changes.ts";
import { getSession } from "../../../src/store/sessions.ts";
import { readTaken } from "../../../src/store/spools.ts";
import { getTurn } from "../../../src/store/turns.ts";
import { usageOfSession } from "../../../src/store/usage.ts";
import { addSession } from "../../store/fixture.ts";
import { until } from "../../support/wait.ts";
import { type Spooled, spooled } from "./spooled.ts";

const READY = { kind: "ready", conversation: { id: "c-1", transcript: "/t/c-1.jsonl" } };
const PROMPT = { kind: "prompt", text: "do it" };
const STARTED = { kind: "tool_started", id: "1", tool: "Bash", summary: "Bash: ls", permittedMs: null };
const ENDED = { kind: "tool_ended", id: "1", tool: "Bash", summary: "Bash: ls", failed: false, tookMs: 5 };
const OVER = { kind: "turn_ended", background: 0, said: "done" };
const SAMPLE = {
  model: "m",
  inputTokens: 1,
  outputTokens: 2,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  costUsd: null,
};

/** What the agent said at its prompts. */
const prompt = (text: string) => ({ kind: "prompt", text });

test("what hooks tell moves the session, its turn and its conversation, and is told in order", async () => {
  await using it = spooled();
  it.intake.start();
  for (const one of [READY, PROMPT, STARTED, ENDED, OVER]) await it.call("Event", one);
  await until("all is taken in", () => it.reports.length === 5);
  const session = getSession(it.test.db, it.session.id);
  expect(session).toMatchObject({
    state: "working",
    phase: "executing",
    conversationId: "c-1",
    transcript: "/t/c-1.jsonl",
  });
  expect(session?.conversationBeganAt).toBeNumber();
  expect(getTurn(it.test.db, it.session.id)).toMatchObject({ state: "idle", count: 1, said: "done" });
  expect(it.told().filter((kind) => kind !== "session.booting")).toEqual([
    "session.ready",
    "session.working",
    "session.turn_began",
    "session.activity",
    "session.turn_ended",
  ]);
  expect(it.reports.map(({ kind }) => kind)).toEqual([
    "progress",
    "turn_began",
    "tool_start",
    "tool_end",
    "turn_over",
  ]);
  expect(listActivities(it.test.db, { sessionId: it.session.id, limit: 9 })).toMatchObject([
    { kind: "command", text: "Bash: ls", data: { tool: "Bash", failed: false, tookMs: 5 } },
  ]);
  expect(readdirSync(it.folder)).toEqual(["index"]);
});

test("what was told while no daemon ran is taken in at the next start, once, in order", async () => {
  await using it = spooled();
  for (const text of ["one", "two"]) await it.call("Event", prompt(text));
  it.intake.start();
  await until("it is taken in", () => it.prompts.length === 2);
  await it.intake.close();
  for (const text of ["three", "four"]) await it.call("Event", prompt(text));
  const { intake } = it.another();
  intake.start();
  await until("the rest is taken in", () => it.prompts.length === 4);
  expect(it.prompts).toEqual(["one", "two", "three", "four"]);
});

test("a daemon that dies before it has removed what it took in does not take it in again, and the next one removes it", async () => {
  await using it = spooled();
  await it.call("Event", prompt("one"));
  const [file = ""] = readdirSync(it.folder).filter((name) => name !== "index");
  await it.reader.takeIn(it.session.id);
  const left = join(it.folder, file);
  writeFileSync(left, JSON.stringify(prompt("one")));
  const torn = join(it.folder, String(Bun.spawnSync(["true"]).pid));
  writeFileSync(torn, '{"torn');
  const { intake } = it.another();
  intake.start();
  await it.call("Event", prompt("two"));
  await until("what came since is taken in", () => it.prompts.length === 2);
  expect(it.prompts).toEqual(["one", "two"]);
  for (let sweep = 0; sweep < 6; sweep++) intake.sweep();
  expect(existsSync(left)).toBe(true);
  const longAgo = Date.now() / 1000 - 100;
  for (const path of [left, torn]) utimesSync(path, longAgo, longAgo);
  for (let sweep = 0; sweep < 6; sweep++) intake.sweep();
  await until("both are removed", () => readdirSync(it.folder).length === 1);
  expect(it.warnings).toEqual([expect.stringContaining("1 hooks were ended before they were done")]);
});

test("what cannot be read is logged and is a sign of life, and keeps nothing back", async () => {
  await using it = spooled("working");
  await it.call("Event", "no JSON");
  Bun.spawnSync(["mkfifo", join(it.folder, "77")]);
  mkdirSync(join(it.folder, "78"));
  const lines = ["Event 77", "Event 78", "Event 79", "Event ../index", "torn", "", "x".repeat(9000)];
  appendFileSync(join(it.folder, "index"), `${lines.join("\n")}\n`);
  await it.call("Broken", PROMPT);
  await it.call("Event", { strange: true });
  await it.call("Event", { kind: "usage", samples: [{ ...SAMPLE, id: null, model: null }] });
  await it.call("Event", prompt("after all that"));
  await it.reader.takeIn(it.session.id);
  expect(it.prompts).toEqual(["after all that"]);
  expect(it.reports.filter(({ kind }) => kind === "progress")).toHaveLength(6);
  expect(it.warnings).toEqual([
    expect.stringContaining("it is no JSON"),
    expect.stringContaining("it is no file"),
    expect.stringContaining("it is no file"),
    expect.stringContaining("its file is gone"),
    ...Array(5).fill(expect.stringContaining("none of a hook")),
    expect.stringContaining("the adapter is broken"),
    expect.stringContaining("could not be taken in"),
  ]);
  expect(readdirSync(it.folder)).toEqual(["index"]);
});

test("a line without its end is waited for", async () => {
  await using it = spooled("working");
  it.intake.start();
  writeFileSync(join(it.folder, "1"), JSON.stringify(prompt("whole")));
  appendFileSync(join(it.folder, "index"), "Even");
  await it.reader.takeIn(it.session.id);
  expect(readTaken(it.test.db, it.session.id)).toBe(0);
  appendFileSync(join(it.folder, "index"), "t 1\n");
  await until("the line is taken in", () => it.prompts.length === 1);
  expect(it.warnings).toEqual([]);
});

test("of many callers at once nothing is lost, and each is heard in its order", async () => {
  await using it = spooled("working");
  it.intake.start();
  const callers = 8;
  const calls = 12;
  const callAll = async (caller: number) => {
    for (let index = 0; index < calls; index++) await it.call("Event", prompt(`${caller} ${index}`));
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => callAll(caller)));
  await until("all are taken in", () => it.prompts.length >= callers * calls);
  for (let caller = 0; caller < callers; caller++)
    expect(it.prompts.filter((text) => text.startsWith(`${caller} `))).toEqual(
      Array.from({ length: calls }, (_, index) => `${caller} ${index}`),
    );
});

test("what is heard of a session that has ended is kept, and moves nothing", async () => {
  await using it = spooled("working");
  const ended = { state: "completed", phase: "completed", outcome: "success", reason: "done" } as const;
  it.test.store.writeNow((tx) => settleSession(tx, it.session.id, ended));
  const before = it.told();
  const usage = { kind: "usage", samples: [{ ...SAMPLE, id: "a" }] };
  for (const one of [READY, PROMPT, ENDED, usage, OVER]) await it.call("Event", one);
  await it.intake.over(it.session.id);
  expect(getSession(it.test.db, it.session.id)).toMatchObject({ state: "completed", conversationId: "c-1" });
  expect(usageOfSession(it.test.db, it.session.id)?.total.outputTokens).toBe(2);
  expect(it.prompts).toEqual(["do it"]);
  expect(it.reports).toEqual([]);
  expect(getTurn(it.test.db, it.session.id)).toBeNull();
  expect(it.told().slice(before.length)).toEqual(["session.activity", "session.usage"]);
  expect(existsSync(it.folder)).toBe(false);
  expect(readTaken(it.test.db, it.session.id)).toBe(0);
});

test("a spool that was left of a settled session is taken in and removed at the start; others' files are let alone", async () => {
  await using it = spooled("working");
  await it.call("Event", prompt("last words"));
  it.test.clock.now = Date.now() - 60_000;
  it.test.store.writeNow((tx) => transition(tx, it.session.id, "zombie"));
  const stranger = join(dirname(it.folder), "stranger");
  mkdirSync(stranger);
  it.intake.start();
  await until("it is gone", () => !existsSync(it.folder));
  expect(it.prompts).toEqual(["last words"]);
  expect(existsSync(stranger)).toBe(true);
});

test("a session is followed from the moment its spool is made", async () => {
  await using it = spooled("working");
  it.intake.start();
  const other: Spooled["session"] = addSession(it.test.store, { name: "other", runtime: "told" });
  const folder = join(dirname(it.folder), other.id);
  mkdirSync(folder);
  writeFileSync(join(folder, "1"), JSON.stringify(prompt("from the other")));
  appendFileSync(join(folder, "index"), "Event 1\n");
  await until("it is heard", () => it.prompts.includes("from the other"));
  expect(getSession(it.test.db, other.id)?.state).toBe("working");
});

test("a conversation that another open session has stays with that one", async () => {
  await using it = spooled("working");
  addSession(it.test.store, { name: "holder", runtime: "told", conversationId: "c-1" });
  await it.call("Event", READY);
  await it.reader.takeIn(it.session.id);
  expect(getSession(it.test.db, it.session.id)?.conversationId).toBeNull();
  expect(it.warnings).toEqual([expect.stringContaining("is that of SESSION-002")]);
});

test("a conversation that was begun anew has to begin before it can be gone on with", async () => {
  await using it = spooled("working");
  const read = async (signal: unknown) => {
    await it.call("Event", signal);
    await it.reader.takeIn(it.session.id);
    const { conversationId, conversationBeganAt, transcript } = getSession(it.test.db, it.session.id) ?? {};
    return { conversationId, hasBegun: conversationBeganAt !== null, transcript };
  };
  const first = { conversationId: "c-1", transcript: "/t/c-1.jsonl" };
  expect(await read(READY)).toEqual({ ...first, hasBegun: false });
  expect(await read(PROMPT)).toEqual({ ...first, hasBegun: true });
  expect(await read(READY)).toEqual({ ...first, hasBegun: true });
  const next = { kind: "ready", conversation: { id: "c-2", transcript: null } };
  expect(await read(next)).toEqual({ conversationId: "c-2", transcript: null, hasBegun: false });
});
