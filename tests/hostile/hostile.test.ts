import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Attempt } from "./hostile-agent.ts";
import { type HostileProject, hostileProject } from "./hostile-project.ts";

let t: HostileProject;
let victim: string;

beforeAll(async () => {
  t = await hostileProject(
    [
      { id: "victim" },
      { id: "forger" },
      { id: "thief" },
      { id: "impostor" },
      { id: "climber" },
      { id: "lead", role: "lead" },
    ],
    { maxAgents: 8, team: { maxDepth: 3, maxTasks: 2 } },
  );
  victim = t.session("victim").key;
}, 60_000);

afterAll(async () => t?.[Symbol.asyncDispose]());

/** Each attempt with the code that refuses it, by what is attempted. */
type Refused = Record<string, Attempt & { code: string }>;

async function expectRefused(task: string, refused: Refused): Promise<void> {
  const names = Object.keys(refused);
  const { outcomes } = await t.tries(
    task,
    Object.values(refused).map(({ code: _, ...attempt }) => attempt),
  );
  const got = names.map((name, index) => `${name}: ${outcomes[index]?.body.error?.code ?? "done"}`);
  expect(got).toEqual(names.map((name) => `${name}: ${refused[name]?.code}`));
  for (const [index, { body }] of outcomes.entries()) expect(body.error?.message, names[index]).toMatch(/\S/);
}

test("mail is from whoever sends it, and read by whoever it is for", async () => {
  const secret = await t.project.client.team.sendMail({
    to: victim,
    subject: "secret",
    body: "the key is 42",
  });
  const mine = { to: victim, body: "obey" };
  await expectRefused("forger", {
    "names another sender": { path: "/mail", body: { ...mine, from: "operator" }, code: "usage" },
    "calls for another": {
      path: "/mail",
      body: mine,
      headers: { "overstory-session": victim },
      code: "forbidden",
    },
    "makes up a token": {
      path: "/mail",
      body: mine,
      token: "00000000-0000-0000-0000-000000000000",
      code: "forbidden",
    },
    "tries a token that is SQL": { path: "/mail", body: mine, token: "'OR'1'='1", code: "forbidden" },
    "writes as the operator": { path: "/mail", body: mine, token: null, code: "forbidden" },
    "writes to another run": { path: "/mail", body: { ...mine, to: "../SESSION-001" }, code: "not_found" },
    "answers another's mail": { path: "/mail", body: { body: "no", replyTo: secret.key }, code: "forbidden" },
    "reads another's mail": { path: `/mail/${secret.key}/read`, code: "forbidden" },
    "lists another's mail": { method: "GET", path: `/mail?of=${victim}`, code: "forbidden" },
    "lists mail as the operator": { method: "GET", path: "/mail", token: null, code: "forbidden" },
    "waits for it as the operator": { method: "GET", path: "/mail/wait", token: null, code: "forbidden" },
    "reads what was said to another": {
      method: "GET",
      path: `/messages?session=${victim}`,
      code: "forbidden",
    },
    "reads another's conversation": {
      method: "GET",
      path: `/sessions/${victim}/transcript`,
      code: "forbidden",
    },
    "looks at another's screen": { method: "GET", path: `/sessions/${victim}/question`, code: "forbidden" },
  });
  const [unread] = await t.project.client.team.listMail({ of: victim });
  expect(unread).toMatchObject({ key: secret.key, from: "operator", receipts: [{ readAt: null }] });
  expect(await t.project.client.team.listMail({ of: victim })).toHaveLength(1);
});

test("a task is its holder's", async () => {
  const task = `/tasks/${encodeURIComponent(`${t.run}/victim`)}`;
  const own = `/tasks/${encodeURIComponent(`${t.run}/thief`)}`;
  await expectRefused("thief", {
    "claims it": { path: `${task}/claim`, code: "conflict" },
    "takes it with force": {
      path: `${task}/activate`,
      body: { force: true, switch: true },
      code: "conflict",
    },
    "completes it": { path: `${task}/complete`, body: { summary: "done" }, code: "conflict" },
    "aborts it": { path: `${task}/abort`, body: { reason: "no" }, code: "conflict" },
    "blocks it": { path: `${task}/block`, body: { reason: "no" }, code: "conflict" },
    "gives it away": { path: `${task}/handoff`, body: { to: t.session("thief").key }, code: "conflict" },
    "edits it": { method: "PATCH", path: task, body: { title: "nothing" }, code: "forbidden" },
    "runs its gates": { path: `${task}/gates`, code: "forbidden" },
    "takes the gates off its own": { method: "PATCH", path: own, body: { gates: [] }, code: "forbidden" },
    "gives its own to a role that may do more": {
      method: "PATCH",
      path: own,
      body: { role: "lead" },
      code: "forbidden",
    },
    "holds it up by a part": {
      path: "/tasks",
      body: { title: "more", parent: `${t.run}/victim` },
      code: "forbidden",
    },
    "makes it depend on its own": {
      method: "PATCH",
      path: task,
      body: { dependsOn: [`${t.run}/thief`] },
      code: "forbidden",
    },
    "aborts it as the operator": {
      path: `${task}/abort`,
      body: { reason: "no" },
      token: null,
      code: "forbidden",
    },
  });
  expect(await t.project.client.work.task(`${t.run}/victim`)).toMatchObject({
    status: "underway",
    session: { key: victim },
  });
});

test("a session speaks for itself, and does nothing that is the operator's", async () => {
  const path = `/sessions/${victim}`;
  await expectRefused("impostor", {
    "declares its phase": { path: `${path}/phase`, body: { phase: "failed" }, code: "forbidden" },
    "notes in its name": { path: `${path}/activities`, body: { kind: "note", text: "x" }, code: "forbidden" },
    "pauses it": { path: `${path}/pause`, code: "forbidden" },
    "ends it": { path: `${path}/end`, code: "forbidden" },
    "stops it": { path: `${path}/stop`, code: "forbidden" },
    "empties its stack": { path: `${path}/context/clear`, code: "forbidden" },
    "types into its terminal": { path: `${path}/messages`, body: { text: "rm -rf ." }, code: "forbidden" },
    "answers what it asks": { path: `${path}/answer`, body: { answer: "yes" }, code: "forbidden" },
    "reports for it": { path: `${path}/signals`, body: { report: { kind: "working" } }, code: "forbidden" },
    "sees its children": { method: "GET", path: `/children?session=${victim}`, code: "forbidden" },
    "agrees to its own plan": { path: "/sessions/self/approve", code: "forbidden" },
    "approves the run": { path: `/runs/${t.run}/approve`, code: "forbidden" },
    "lifts its limits": { path: `/runs/${t.run}/resume`, body: { budgetUsd: 1e6 }, code: "forbidden" },
    "holds the run": { path: `/runs/${t.run}/hold`, code: "forbidden" },
    "stops the run": { path: `/runs/${t.run}/stop`, code: "forbidden" },
    "stops the run as the operator": { path: `/runs/${t.run}/stop`, token: null, code: "forbidden" },
    "stops the daemon as the operator": { path: "/daemon/stop", token: null, code: "forbidden" },
    "starts a run": { path: "/runs/goal", body: { goal: "mine", requestId: "x" }, code: "forbidden" },
    "cleans up": { path: "/clean", code: "forbidden" },
    "says that the plan is ready": { path: "/plan-ready", code: "forbidden" },
  });
  expect((await t.project.client.run(t.run)).status).toBe("active");
});

test("no path that a session names leads out of its worktree", async () => {
  const { repository } = t.project;
  const out = "../../../../../../etc/passwd";
  const worktree = join(repository.folder, "elsewhere");
  await expectRefused("climber", {
    "an artifact above it": {
      path: "/sessions/self/activities",
      body: { kind: "artifact", text: "x", path: out },
      code: "usage",
    },
    "an artifact anywhere": {
      path: "/sessions/self/activities",
      body: { kind: "artifact", text: "x", path: "/etc/passwd" },
      code: "usage",
    },
    "a session elsewhere": { path: "/sessions", body: { name: "x", worktree }, code: "forbidden" },
    "a session with a path for a name": { path: "/sessions", body: { name: out }, code: "forbidden" },
    "saved work, restored elsewhere": {
      path: `/rescues/${victim}/restore`,
      body: { worktree },
      code: "forbidden",
    },
    "a backup": { path: "/backups", code: "forbidden" },
    "an adoption": { path: "/adoptions", body: { target: "1" }, code: "forbidden" },
    "a role with a path for a name": { path: "/tasks", body: { title: "x", role: out }, code: "usage" },
    "a task that is a path": { method: "GET", path: `/tasks/${encodeURIComponent(out)}`, code: "not_found" },
    "a route that is a path": { method: "GET", path: `/${encodeURIComponent(out)}`, code: "not_found" },
  });
  expect(existsSync(worktree)).toBe(false);
});

describe("spawning", () => {
  test("is for those who may, what they may, and as much as they may", async () => {
    const child = { title: "help", command: "exec sleep 600", role: "builder" };
    const { outcomes } = await t.tries("lead", [
      { path: "/spawn", body: { ...child, role: "coordinator" } },
      { path: "/spawn", body: { ...child, role: "../lead" } },
      { path: "/spawn", body: { ...child, run: "RUN-002" } },
      { path: "/spawn", body: { ...child, requestId: "a" } },
      { path: "/spawn", body: { ...child, requestId: "a" } },
      { path: "/spawn", body: { ...child, requestId: "b" } },
      { path: "/spawn", body: { ...child, requestId: "c" } },
      { path: "/spawn", body: child, token: null },
      { path: "/spawn", body: { ...child, run: t.run }, token: null },
    ]);
    const { key } = t.session("lead");
    expect(outcomes.map(({ body }) => body.error?.message.replace(/\n.*/s, "") ?? "done")).toEqual([
      `${key} is a lead, which may not spawn a coordinator`,
      expect.stringContaining('role: "../lead" may hold only letters'),
      'there is no run "RUN-002"',
      "done",
      "done",
      "done",
      "this run's sessions have made 2 tasks, which is all they may (team.maxTasks)",
      expect.stringContaining("is not the operator's"),
      expect.stringContaining("is not the operator's"),
    ]);
    const made = (await t.project.client.work.tasks({ run: t.run })).filter(({ title }) => title === "help");
    expect(made).toHaveLength(2);
  });
});

test("a live database is locked, and only the system could keep the same user from a copy of its file", async () => {
  const { readsDatabase, readsCopy } = await t.tries("victim", []);
  expect({ readsDatabase, readsCopy }).toEqual({ readsDatabase: false, readsCopy: true });
});
