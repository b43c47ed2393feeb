import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import type { SessionView } from "../../src/api/contract/session.ts";
import { TOOLS } from "../../src/mcp/tools.ts";
import { TestProject } from "../support/daemon.ts";
import { until } from "../support/wait.ts";
import { type McpClient, mcpClient } from "./mcp-client.ts";

/** An agent that does nothing by itself: the tests speak for it, by the token that it leaves here. */
const TELL_TOKEN =
  'umask 077; printf %s "$OVERSTORY_TOKEN" > "$OVERSTORY_PROJECT/../$OVERSTORY_SESSION.part"; mv "$OVERSTORY_PROJECT/../$OVERSTORY_SESSION.part" "$OVERSTORY_PROJECT/../$OVERSTORY_SESSION"; exec sleep 600';

let project: TestProject;
let run: string;
let coordinator: { key: string; mcp: McpClient };

beforeAll(async () => {
  project = await TestProject.start({
    config: `export default { runtime: "shell", alerts: { sinks: [] }, team: { maxTasks: 2 } };`,
  });
  const goal = { goal: "two things", command: TELL_TOKEN, requestId: crypto.randomUUID() };
  run = (await project.client.team.startGoal(goal)).key;
  coordinator = await speakFor(() => true);
});

afterAll(async () => {
  await coordinator?.mcp[Symbol.asyncDispose]();
  await project?.[Symbol.asyncDispose]();
});

/** Waits for the agent of the session that fits, and connects as it. */
async function speakFor(fits: (session: SessionView) => boolean) {
  const { key, token } = await until("the agent has told its token", async () => {
    const session = (await project.client.sessions(false)).find(fits);
    const file = session && Bun.file(join(project.repository.folder, session.key));
    return session && file && (await file.exists())
      ? { key: session.key, token: await file.text() }
      : undefined;
  });
  const env = { OVERSTORY_TOKEN: token, OVERSTORY_PROJECT: project.paths.root };
  return { key, mcp: await mcpClient(project.paths.root, env) };
}

test("the tools are listed, each with a description and a schema", async () => {
  const { tools } = await coordinator.mcp.client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(TOOLS.map(({ name }) => name));
  for (const { name, description, inputSchema } of tools) {
    expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(description?.length).toBeGreaterThan(10);
    expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false });
  }
});

test("a session sees its task, and tells how its work goes", async () => {
  const { mcp, key } = coordinator;
  const { task } = await mcp.call("task_show");
  expect(task).toMatchObject({ run, session: { key }, status: "underway" });
  expect(await mcp.call("task_list", { run })).toMatchObject({ tasks: [{ key: task.key }] });
  expect(await mcp.call("context_show")).toMatchObject({ context: { session: key } });
  expect(await mcp.call("phase", { phase: "planning", metadata: { turn: 2 } })).toMatchObject({
    session: { key, phase: "planning" },
  });
  expect(await mcp.call("update", { text: "half" })).toMatchObject({
    activity: { kind: "update", text: "half" },
  });
  expect(await mcp.call("note", { text: "mind the gap" })).toMatchObject({ activity: { kind: "note" } });
  const part = { title: "a part", parent: "self", priority: "high" };
  const { task: made } = await mcp.call("task_create", part);
  expect(await mcp.call("task_update", { task: made.key, title: "a small part" })).toMatchObject({
    task: { title: "a small part", priority: "high" },
  });
  expect(
    await mcp.call("task_change", { task: made.key, change: "abort", reason: "not needed" }),
  ).toMatchObject({
    task: { status: "aborted" },
  });
});

test("a coordinator has others work, talks to them, and is done only after them", async () => {
  const { mcp, key } = coordinator;
  const wish = { title: "build it", role: "builder", command: TELL_TOKEN, requestId: "one" };
  const { child } = await mcp.call("spawn", wish);
  expect(child).toMatchObject({ role: "builder", task: { title: "build it", status: "todo" } });
  expect((await mcp.call("spawn", wish)).child.task.key).toBe(child.task.key);
  const worker = await speakFor((session) => session.key !== key);
  await using _ = worker.mcp;
  expect(await mcp.call("children")).toMatchObject({ children: [{ session: { key: worker.key } }] });

  const waits = worker.mcp.call("mail_wait", { type: "dispatch", seconds: 50 });
  const sent = await mcp.call("mail_send", { to: worker.key, type: "dispatch", text: "begin" });
  expect(await waits).toMatchObject({ mails: [{ key: sent.mail.key, body: "begin", from: key }] });
  await worker.mcp.call("mail_read", { mail: sent.mail.key });
  const reply = await worker.mcp.call("mail_reply", { mail: sent.mail.key, text: "begun" });
  expect(reply.mail).toMatchObject({ to: key, thread: sent.mail.thread, replyTo: sent.mail.key });
  expect(await mcp.call("mail_list", { unread: true, thread: reply.mail.key })).toMatchObject({
    mails: [{ body: "begun" }],
  });

  const asked = await mcp.call("ask_operator", { question: "red or blue?" });
  expect(asked.mail).toMatchObject({ to: "operator", type: "question", from: key });

  const refused = await mcp.refusal("done", { summary: "all done" });
  expect(refused).toMatchObject({ code: "conflict", message: expect.stringContaining(child.task.key) });
});

test("what is refused says by which rule, and who could", async () => {
  const { mcp } = coordinator;
  const worker = await speakFor((session) => session.role === "builder");
  await using _ = worker.mcp;
  expect(await worker.mcp.refusal("spawn", { title: "help me", command: "true" })).toMatchObject({
    code: "forbidden",
    message: `${worker.key} is a builder, which may have nobody work for it`,
    hint: expect.stringContaining("@parent"),
  });
  expect(await mcp.refusal("spawn", { title: "x", role: "bilder" })).toMatchObject({ code: "usage" });
  expect(await mcp.refusal("spawn", { title: "x", roel: "builder" })).toMatchObject({
    code: "usage",
    message: 'spawn: roel: is no known field; did you mean "role"?',
  });
  expect(await mcp.refusal("mail_send", { to: "nobody", text: "?" })).toMatchObject({ code: "not_found" });
  expect(await mcp.refusal("task_lst")).toMatchObject({
    code: "not_found",
    message: 'there is no tool "task_lst"; did you mean "task_list"?',
  });
  expect(await worker.mcp.refusal("plan_ready")).toMatchObject({
    code: "forbidden",
    message: expect.stringContaining(`${worker.key} coordinates no run`),
  });
});

test("a daemon that has gone is there again at the next call", async () => {
  await project.killDaemon();
  await project.startDaemon();
  expect(await coordinator.mcp.call("task_show")).toMatchObject({ task: { run } });
});

test("a wait for mail is over when its time is", async () => {
  const waited = await coordinator.mcp.call("mail_wait", { type: "escalation", seconds: 1 });
  expect(waited.mails).toEqual([]);
});
