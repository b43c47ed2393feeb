import { expect, test } from "bun:test";
import { transition } from "../../src/store/session-changes.ts";
import { served } from "../support/served.ts";

/** What only a person may ask for: method and path. */
const OPERATORS: [method: string, path: string][] = [
  ["POST", "/daemon/stop"],
  ["POST", "/runs"],
  ["POST", "/runs/RUN-001/stop"],
  ["POST", "/sessions"],
  ["POST", "/sessions/prune"],
  ["POST", "/sessions/self/approve"],
  ["POST", "/sessions/self/reject"],
  ["POST", "/sessions/self/messages"],
  ["POST", "/sessions/self/answer"],
  ["POST", "/adoptions"],
  ["POST", "/alerts/ALERT-001/ack"],
  ["POST", "/alerts/ALERT-001/resolve"],
  ["POST", "/alerts/test"],
  ["POST", "/limits/shell/lift"],
  ["POST", "/schedules/nightly/run"],
  ["POST", "/backups"],
  ["POST", "/rescues/SESSION-001/restore"],
  ["POST", "/watchdog/log/1/wrong"],
  ["POST", "/runs/goal"],
  ["POST", "/runs/RUN-001/resume"],
  ["POST", "/runs/RUN-001/approve"],
  ["POST", "/merges/MERGE-001/retry"],
  ["POST", "/merges/MERGE-001/cancel"],
  ["POST", "/clean"],
];

test("a session's token lets it act as itself, and read everything", async () => {
  await using t = served();
  const { session, client } = t.spawned("one");
  const { session: other } = t.spawned("two");
  expect(await client.work.currentSession()).toMatchObject({ key: session.key });
  await client.work.record("self", { kind: "note", text: "mine" });
  expect(await client.session(other.key)).toMatchObject({ key: other.key });
  expect(await client.status()).toMatchObject({ sessions: [{}, {}] });
  expect(await client.work.activities({ session: "self" })).toMatchObject([{ text: "mine" }]);
});

test("a session's token lets it act as no other session, whatever it names", async () => {
  await using t = served();
  const { session, client } = t.spawned("one");
  const { session: other } = t.spawned("two");
  const refused = {
    code: "forbidden",
    message: `${session.key} may act as itself only, not as ${other.key}: its token is for no other`,
  };
  const { work } = client;
  for (const attempt of [
    () => work.record(other.key, { kind: "note", text: "as another" }),
    () => work.changePhase(other.key, { phase: "planning" }),
    () => work.pauseSession(other.key),
    () => work.resumeSession(other.key),
    () => work.endSession(other.key),
    () => work.push(other.key, { kind: "task", key: "TASK-001" }),
    () => work.pop(other.key, {}),
    () => work.clear(other.key),
    () => client.stopSession(other.key, false),
    () => client.signal(other.key, { report: { kind: "working" } }),
  ])
    await expect(attempt()).rejects.toMatchObject(refused);
  const { authorization } = headersOf(t, session.id);
  const named = { headers: { authorization, "overstory-session": other.key } };
  expect(await t.fetch("/tasks", named)).toMatchObject({ status: 403, body: { error: refused } });
});

test("a session may not do what is the operator's", async () => {
  await using t = served();
  const { session } = t.spawned("one");
  const headers = headersOf(t, session.id);
  for (const [method, path] of OPERATORS) {
    expect(await t.fetch(path, { method, body: "{}", headers })).toMatchObject({
      status: 403,
      body: {
        error: {
          code: "forbidden",
          message: `${session.key} may change only its own work; ${method} ${path} is the operator's`,
        },
      },
    });
  }
});

test("a token that is of no session is forbidden everywhere", async () => {
  await using t = served();
  for (const path of ["/daemon", "/sessions", "/tasks"])
    expect(await t.fetch(path, { headers: { authorization: "Bearer nobody" } })).toMatchObject({
      status: 403,
      body: { error: { code: "forbidden", message: "the token is that of no session" } },
    });
});

test("a session that has ended may change nothing more, and what its agent reports late still comes to be recorded", async () => {
  await using t = served();
  const { session, client } = t.spawned("one");
  t.store.writeNow((tx) => transition(tx, session.id, "completed", { outcome: "success" }));
  const late = { code: "forbidden", message: `${session.key} has ended: it is completed` };
  await expect(client.work.changePhase("self", { phase: "planning" })).rejects.toMatchObject(late);
  const report = { attempt: 1, report: { kind: "progress", note: null } } as const;
  expect(await client.signal(session.key, report)).toEqual({ session: session.key, kind: "progress" });
});

test("no answer and no event holds a token", async () => {
  await using t = served();
  const { session, client } = t.spawned("one");
  const token = headersOf(t, session.id).authorization.replace("Bearer ", "");
  await client.work.changePhase("self", { phase: "planning" });
  const told = [await client.session("self"), await client.work.checkResume("self"), await client.events({})];
  expect(token.length).toBeGreaterThan(20);
  expect(JSON.stringify(told)).not.toContain(token);
});

test("a person's session is the one that is named, else the one that is current in the terminal", async () => {
  await using t = served();
  const terminal = "4711:99@boot";
  await expect(t.as().work.currentSession()).rejects.toMatchObject({
    code: "usage",
    message: "which session? none is current in this terminal",
  });
  const here = await t.as({ terminal }).work.startSession({ name: "here" });
  const there = await t.as().work.startSession({ name: "there" });
  expect(await t.as({ terminal }).work.currentSession()).toMatchObject({ key: here.key });
  expect(await t.as({ terminal, session: "there" }).work.currentSession()).toMatchObject({ key: there.key });
  await expect(t.as({ session: "SESSION-099" }).work.currentSession()).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(t.as({ terminal: "shell" }).work.sessions({})).rejects.toMatchObject({
    code: "usage",
    message: 'overstory-terminal: "shell" is not PID:START',
  });
});

function headersOf({ store }: Awaited<ReturnType<typeof served>>, id: string): { authorization: string } {
  const row = store.db.query<{ token: string }, [string]>("SELECT token FROM sessions WHERE id = ?").get(id);
  return { authorization: `Bearer ${row?.token}` };
}
