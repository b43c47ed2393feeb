import { expect, test } from "bun:test";
import { dirname, join } from "node:path";
import type { Client } from "../../src/api/client.ts";
import { DOOR_SOCKET } from "../../src/paths.ts";
import { insertGate } from "../../src/store/gates.ts";
import { addRun } from "../store/fixture.ts";
import { type Served, served } from "../support/served.ts";
import { until } from "../support/wait.ts";

/** Makes a call with a client of its own making and prints what came back. */
const CALL = `
const [socket, path, method, headers] = process.argv.slice(-4);
const who = process.env.SAYS_WHO ? { "overstory-process": String(process.pid) } : {};
const response = await fetch("http://localhost" + path, {
  unix: socket, method, headers: { ...JSON.parse(headers), ...who }, ...(method === "GET" ? {} : { body: "{}" }),
});
console.log(JSON.stringify({ status: response.status, body: await response.json() }));
`;

interface Call {
  path: string;
  method?: string;
  headers?: Record<string, string>;
}

/** The same call out of a process that was started with that environment. */
async function callFrom(t: Served, env: Record<string, string>, call: Call, shell = "exec") {
  const { path, method = "POST", headers = {} } = call;
  const argv = [process.execPath, "-e", CALL, t.socket, path, method, JSON.stringify(headers)];
  const child = Bun.spawn(["sh", "-c", `${shell} "$@"`, "sh", ...argv], {
    env: { PATH: process.env.PATH ?? "", ...env },
    stdout: "pipe",
  });
  return JSON.parse(await child.stdout.text());
}

/** macOS does not tell who is at the other end of a socket, so there only what a client says of itself counts. */
const onLinux = process.platform === "linux" ? test : test.skip;

const refusal = (who: string) => ({
  status: 403,
  body: {
    error: {
      code: "forbidden",
      message: `a call from inside ${who} without its token is not the operator's`,
      hint: "an agent calls with its $OVERSTORY_TOKEN; a person in a terminal of their own, by overstory",
    },
  },
});

onLinux("an agent without its token is not the operator", async () => {
  await using t = served();
  const { session } = t.spawned("one");
  const env = { OVERSTORY_NONCE: session.nonce };
  for (const path of ["/daemon/stop", "/backups", "/tasks", "/mail"])
    expect(await callFrom(t, env, { path })).toMatchObject(refusal(session.key));
});

onLinux("what was said is not read without a token either, and all may look at the rest", async () => {
  await using t = served();
  const { session } = t.spawned("one");
  const env = { OVERSTORY_NONCE: session.nonce };
  for (const path of ["/mail", "/mail/wait", "/messages", "/events", `/sessions/${session.key}/question`])
    expect(await callFrom(t, env, { path, method: "GET" })).toMatchObject(refusal(session.key));
  expect(await callFrom(t, env, { path: "/sessions", method: "GET" })).toMatchObject({ status: 200 });
});

onLinux("a child that hides its environment is told by its parents", async () => {
  await using t = served();
  const { session } = t.spawned("one");
  const hidden = await callFrom(t, { OVERSTORY_NONCE: session.nonce }, { path: "/backups" }, "env -i");
  expect(hidden).toMatchObject(refusal(session.key));
});

onLinux("a gate runs what agents wrote, and is not the operator", async () => {
  await using t = served();
  const { session } = t.spawned("one");
  const { id: taskId = "" } = addRun(t.store, {}).tasks[0] ?? {};
  const gate = { taskId, sessionId: session.id, position: 0, command: "npm test", runId: null };
  const id = t.store.writeNow((tx) => insertGate(tx, gate));
  expect(await callFrom(t, { OVERSTORY_NONCE: id }, { path: "/backups" })).toMatchObject(
    refusal('the gate "npm test"'),
  );
});

onLinux("the mark of another project's agent means nothing here", async () => {
  await using t = served();
  t.spawned("one");
  const made = await callFrom(t, { OVERSTORY_NONCE: crypto.randomUUID() }, { path: "/runs/RUN-009/stop" });
  expect(made).toMatchObject({ status: 404 });
});

onLinux("a person is not taken for the agent that is connected at the same time", async () => {
  await using t = served();
  const { session } = t.spawned("one");
  const token = t.tokenOf(session);
  const waiting = callFrom(
    t,
    { OVERSTORY_NONCE: session.nonce },
    {
      path: "/mail/wait",
      method: "GET",
      headers: { authorization: `Bearer ${token}` },
    },
  );
  const stop = { path: "/runs/RUN-009/stop" };
  await until("the agent is connected", async () => (await callFrom(t, {}, stop)).status === 403);
  expect(await callFrom(t, { SAYS_WHO: "1" }, stop)).toMatchObject({ status: 404 });
  await t.spawned("two").client.team.sendMail({ to: session.key, body: "go on" });
  expect(await waiting).toMatchObject({ status: 200 });
});

test("what a client says of itself is believed when it speaks against it", async () => {
  await using t = served();
  const { session } = t.spawned("one");
  await expect(t.as({ nonce: session.nonce }).daemon()).resolves.toMatchObject({ pid: 1 });
  await expect(t.as({ nonce: session.nonce }).stopDaemon()).rejects.toMatchObject({
    code: "forbidden",
    message: refusal(session.key).body.error.message,
  });
});

test("a session hears that others write to each other, and not what", async () => {
  await using t = served();
  const { session, client } = t.spawned("one");
  const { session: other, client: others } = t.spawned("two");
  const { client: third } = t.spawned("three");
  await client.team.sendMail({ to: other.key, subject: "the key", body: "42" });
  const heardBy = async (who: Client) =>
    (await who.events({})).find(({ kind }) => kind === "mail.sent")?.data;
  const told = { key: "MAIL-001", from: session.key, to: other.key, type: "status" };
  expect(await heardBy(client)).toEqual({ ...told, subject: "the key" });
  expect(await heardBy(t.as())).toEqual({ ...told, subject: "the key" });
  for (const who of [others, third]) expect(await heardBy(who)).toEqual(told);
});

test("a session sees what was said to itself, and nothing that was said to another", async () => {
  await using t = served();
  const { client } = t.spawned("one");
  const { session: other } = t.spawned("two");
  await expect(client.messages.list(other.key)).rejects.toMatchObject({ code: "forbidden" });
  await expect(client.messages.question(other.key)).rejects.toMatchObject({ code: "forbidden" });
  expect(await client.messages.list()).toEqual([]);
});

test("who comes by the way into sandboxes is never the operator, whatever it says of itself", async () => {
  await using t = served();
  const { session } = t.spawned("one");
  const unix = join(dirname(t.socket), "door", DOOR_SOCKET);
  const call = async (path: string, init: { method?: string; headers?: Record<string, string> } = {}) => {
    const { status } = await fetch(`http://localhost${path}`, { unix, ...init });
    return status;
  };
  const claim = { "overstory-process": String(process.pid) };
  for (const path of ["/sessions", "/status", "/mail", "/alerts"])
    expect(await call(path, { headers: claim })).toBe(403);
  expect(await call("/daemon/stop", { method: "POST", headers: claim })).toBe(403);
  expect(await call("/daemon")).toBe(200);
  const headers = { authorization: `Bearer ${t.tokenOf(session)}` };
  expect(await call("/mail", { headers })).toBe(200);
  expect(await call("/backups", { method: "POST", headers })).toBe(403);
});
