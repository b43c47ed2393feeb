import { expect, test } from "bun:test";
import type { Instructions } from "../../src/api/contract/call.ts";
import { served } from "../support/served.ts";

const MINUTE = 60_000;

test("a session is started, paused, resumed and ended, and its time is only what it was at work", async () => {
  await using t = served();
  const { work } = t.as();
  const { key } = await work.startSession({ name: "api", role: "tester", source: "api", type: "review" });
  t.clock.now += 2 * MINUTE;
  expect(await work.pauseSession(key, "lunch")).toMatchObject({
    attention: "paused",
    attentionReason: "lunch",
    activeMs: 2 * MINUTE,
  });
  t.clock.now += 60 * MINUTE;
  await work.resumeSession(key);
  t.clock.now += MINUTE;
  expect(await work.endSession(key, { summary: "The tests were looked through." })).toMatchObject({
    key: "SESSION-001",
    name: "api",
    source: "api",
    type: "review",
    role: "tester",
    summary: "The tests were looked through.",
    state: "completed",
    activeMs: 3 * MINUTE,
    holdsTask: false,
  });
});

test("sessions are listed by every filter; the ended ones only when they are asked for", async () => {
  await using t = served();
  const { work } = t.as();
  const [one, two] = [
    await work.startSession({ name: "one" }),
    await work.startSession({ name: "two", role: "tester" }),
  ];
  const { key: task } = await work.createTask({ title: "Read old files" });
  await t.as({ session: one.key }).work.changeTask(task, "claim");
  await work.changePhase(one.key, { phase: "planning" });
  t.spawned("three");
  const names = async (filter: Parameters<typeof work.sessions>[0]) =>
    (await work.sessions(filter)).map(({ name }) => name);
  expect(await names({})).toEqual(["one", "two", "three"]);
  expect(await names({ source: "spawned" })).toEqual(["three"]);
  expect(await names({ phase: "planning" })).toEqual(["one"]);
  expect(await names({ role: "tester" })).toEqual(["two"]);
  expect(await names({ task })).toEqual(["one"]);
  await work.endSession(two.key);
  expect(await names({})).toEqual(["one", "three"]);
  expect(await names({ state: "completed" })).toEqual(["two"]);
  expect(await names({ all: true, since: new Date(t.clock.now + 1).toISOString() })).toEqual([]);
});

test("task and session show each other while one works on the other", async () => {
  await using t = served();
  const { work } = t.as({ session: "api" });
  const { key } = await t.as().work.startSession({ name: "api" });
  const made = await work.createTask({ title: "Read old files", priority: "high", estimateMs: MINUTE });
  expect(await work.changeTask(made.key, "claim")).toMatchObject({
    status: "underway",
    session: { key, name: "api" },
    history: [{ session: key, releasedAt: null }],
  });
  expect(await t.as().session(key)).toMatchObject({ task: { key: made.key }, holdsTask: true });
  await work.changeTask("self", "pause", { reason: "lunch" });
  expect(await work.task(made.key)).toMatchObject({ status: "paused", reason: "lunch", session: null });
  expect(await t.as().session(key)).toMatchObject({ task: { key: made.key }, holdsTask: false });
});

test("tasks are made with all their fields, edited in part, and listed by filter", async () => {
  await using t = served();
  const { work } = t.as();
  const sprint = await work.createSprint({ title: "Old files", goal: "All can be read" });
  const first = await work.createTask({ title: "Read the header", sprint: sprint.key });
  const second = await work.createTask({
    title: "Read the body",
    description: "All five formats",
    priority: "critical",
    role: "tester",
    category: "parser",
    estimateMs: 90 * MINUTE,
    dependsOn: [first.key],
    gates: ["true"],
  });
  expect(second).toMatchObject({
    key: "TASK-002",
    run: null,
    role: "tester",
    category: "parser",
    dependsOn: [{ key: first.key, status: "todo" }],
    gates: ["true"],
  });
  const part = await work.createTask({ title: "A part", parent: second.key });
  expect(await work.editTask(second.key, { estimateMs: null, dependsOn: [], priority: "low" })).toMatchObject(
    {
      title: "Read the body",
      estimateMs: null,
      dependsOn: [],
      priority: "low",
      subtasks: [{ key: part.key, title: "A part", status: "todo" }],
    },
  );
  const keys = async (filter: Parameters<typeof work.tasks>[0]) =>
    (await work.tasks(filter)).map(({ key }) => key);
  expect(await keys({})).toEqual([first.key, part.key, second.key]);
  expect(await keys({ sprint: sprint.key })).toEqual([first.key]);
  expect(await keys({ parent: second.key })).toEqual([part.key]);
  expect(await keys({ role: "tester" })).toEqual([second.key]);
  expect(await keys({ category: "parser", priority: "low" })).toEqual([second.key]);
  await work.changeTask(part.key, "abort", { reason: "not needed" });
  expect(await keys({})).toEqual([first.key, second.key]);
  expect(await keys({ status: "aborted" })).toEqual([part.key]);
});

test("what a session works on is shown as a stack, and taken off it again", async () => {
  await using t = served();
  const { key } = await t.as().work.startSession({ name: "api" });
  const { work } = t.as({ session: key });
  const sprint = await work.createSprint({ title: "Old files" });
  const task = await work.createTask({ title: "Read the header", sprint: sprint.key });
  const part = await work.createTask({ title: "A part", parent: task.key });
  await work.push("self", { kind: "task", key: task.key });
  t.clock.now += MINUTE;
  const { frames } = await work.push("self", { kind: "subtask", key: part.key });
  expect(frames.map((frame) => [frame.depth, frame.kind, frame.key, frame.activeMs])).toEqual([
    [0, "project", "repo", MINUTE],
    [1, "sprint", sprint.key, MINUTE],
    [2, "task", task.key, MINUTE],
    [3, "subtask", part.key, 0],
  ]);
  await expect(work.pop("self", { key: task.key })).rejects.toMatchObject({ code: "conflict" });
  expect((await work.pop("self", { key: task.key, through: true })).frames).toHaveLength(2);
  expect((await work.clear("self")).frames).toHaveLength(1);
  const log = await work.activities({ session: "self", kind: "context" });
  const actions = log.flatMap(({ data }) => data.action ?? []);
  expect(actions).toEqual(["push", "push", "push", "push", "pop", "pop", "pop"]);
});

test("sprints are made, worked on, checked and completed", async () => {
  await using t = served();
  const { key } = await t.as().work.startSession({ name: "api" });
  const { work } = t.as({ session: key });
  const { key: sprint } = await work.createSprint({ title: "Old files" });
  expect(await work.changeSprint(sprint, "activate")).toMatchObject({ status: "active" });
  const task = await work.createTask({ title: "Read the header", sprint });
  expect(await work.sprint()).toMatchObject({ key: sprint, tasks: [{ key: task.key }], counts: { todo: 1 } });
  expect(await work.checkSprint()).toMatchObject({ kind: "sprint", subject: sprint, valid: false });
  await work.changeTask(task.key, "abort", { reason: "not needed" });
  await work.changeSprint("self", "deactivate");
  expect(
    await work.changeSprint(sprint, "complete", { summary: "Nothing was left to do here." }),
  ).toMatchObject({
    status: "complete",
    summary: "Nothing was left to do here.",
  });
  expect(await work.sprints()).toEqual([]);
  expect(await work.sprints(true)).toMatchObject([{ key: sprint }]);
});

test("what a session records belongs to what it works on, and the log finds it by each of them", async () => {
  await using t = served();
  const { key } = await t.as().work.startSession({ name: "api" });
  const { work } = t.as({ session: key });
  const { key: sprint } = await work.createSprint({ title: "Old files" });
  const { key: task } = await work.createTask({ title: "Read the header", sprint });
  await work.record("self", { kind: "note", text: "before" });
  await work.changeTask(task, "claim");
  t.clock.now += MINUTE;
  const at = new Date(t.clock.now).toISOString();
  expect(await work.record("self", { kind: "artifact", text: "The plan", path: "plan.md" })).toMatchObject({
    at,
    session: key,
    task,
    sprint,
    data: { path: "plan.md" },
  });
  await work.record("self", { kind: "update", text: "half" });
  const texts = async (filter: Parameters<typeof work.activities>[0]) =>
    (await work.activities(filter)).map(({ text }) => text);
  expect(await texts({ since: at })).toEqual(["The plan", "half"]);
  expect(await texts({ task: "self", kind: "update" })).toEqual(["half"]);
  expect(await texts({ sprint: "self", kind: "artifact" })).toEqual(["The plan"]);
  expect(await texts({ kind: "note" })).toEqual(["before"]);
  const [note] = await work.activities({ kind: "note" });
  expect(await texts({ after: note?.id, limit: 1 })).toEqual(["half"]);
});

test("a question waits for a person's decision, and a waiting call is answered by it", async () => {
  await using t = served();
  const { key } = await t.as().work.startSession({ name: "api" });
  const { work } = t.as();
  expect(await work.approval(key)).toBeNull();
  await work.changePhase(key, { phase: "approval", question: "the plan in plan.md" });
  expect(await work.checkResume(key)).toMatchObject({ resumable: false, reason: "awaiting_approval" });
  const waiting = work.approval(key, true);
  await work.decide(key, "approve", { note: "go on", by: "ada" });
  expect(await waiting).toMatchObject({
    question: "the plan in plan.md",
    decision: "approved",
    decidedBy: "ada",
    note: "go on",
    decidedAt: new Date(t.clock.now).toISOString(),
  });
  await expect(work.decide(key, "reject")).rejects.toMatchObject({ code: "conflict" });
});

test("a resume check tells all that whoever goes on needs, also that there is no such session", async () => {
  await using t = served();
  const { key } = await t.as().work.startSession({ name: "api" });
  const { work } = t.as({ session: key });
  const { key: task } = await work.createTask({ title: "Read the header" });
  await work.changeTask(task, "claim");
  await work.changePhase("self", { phase: "planning", metadata: { turn: 1 } });
  await work.record("self", { kind: "note", text: "the header has no length" });
  expect(await work.checkResume(key)).toMatchObject({
    session: key,
    resumable: true,
    reason: "session_resumable",
    phase: "planning",
    context: {
      session: { key },
      task: { key: task, status: "underway" },
      frames: [{ kind: "project" }, { kind: "task", key: task }],
      history: [{ from: "initializing", to: "planning", error: null }],
      metadata: { turn: 1 },
      findings: [{ text: "the header has no length" }],
    },
  });
  expect(await work.checkResume("nobody")).toMatchObject({
    session: "nobody",
    resumable: false,
    reason: "not_found",
    context: null,
  });
});

test("hooks of other programs are answered, whatever is asked", async () => {
  await using t = served();
  const { work } = t.as();
  const first = await work.preDelegate({ agent_name: "parser", task_id: "T-7" });
  expect(first).toMatchObject({ should_resume: false, agent_id: "SESSION-001" });
  await work.changePhase("SESSION-001", { phase: "planning" });
  expect(await work.preDelegate({ agent_name: "parser", task_id: "T-7" })).toMatchObject({
    should_resume: true,
    resume_metadata: { previous_phase: "planning" },
  });
  expect(await work.preDelegate("nonsense")).toMatchObject({
    should_resume: false,
    reason: expect.stringContaining("bad_input"),
  });
  expect(await work.subagentStop({ agent_id: "SESSION-001", exit_code: 1 })).toMatchObject({ ok: true });
  expect(await t.fetch("/hooks/pre-delegate", { method: "POST", body: "{" })).toMatchObject({
    status: 200,
    body: { should_resume: false },
  });
});

test("a session may settle by a hook what was delegated, and no session that a person keeps", async () => {
  await using t = served();
  const { client } = t.spawned("one");
  const { key } = await t.as().work.startSession({ name: "mine" });
  expect(await client.work.subagentStop({ agent_id: key })).toMatchObject({
    ok: false,
    reason: `forbidden: ${key} was not delegated; a session may end no other`,
  });
  const { agent_id } = await client.work.preDelegate({ agent_name: "helper", task_id: "T-1" });
  expect(await client.work.subagentStop({ agent_id, exit_code: 0 })).toMatchObject({ ok: true, agent_id });
});

test("old sessions are pruned, and the figures tell of those that are left", async () => {
  await using t = served();
  const { work } = t.as();
  const { key } = await work.startSession({ name: "old" });
  await work.changePhase(key, { phase: "completed" });
  await work.endSession(key, { summary: "There was nothing to do." });
  t.clock.now += 2 * MINUTE;
  await work.startSession({ name: "new" });
  const wish = { olderThanMs: MINUTE };
  const gone = { removed: [{ session: key, name: "old" }], kept: [] };
  expect(await work.prune({ ...wish, dryRun: true })).toMatchObject({ dryRun: true, ...gone });
  expect(await work.metrics()).toMatchObject({ sessions: { total: 2, open: 1 } });
  expect(await work.prune(wish)).toMatchObject({ dryRun: false, ...gone });
  expect(await work.metrics()).toMatchObject({ sessions: { total: 1, open: 1, bySource: { cli: 1 } } });
});

test("an agent is told after each call what to do next, a person is not", async () => {
  await using t = served();
  const { key } = await t.as().work.startSession({ name: "api" });
  const heard: Instructions[] = [];
  const hear = (instructions: Instructions) => void heard.push(instructions);
  const { work } = t.as({ session: key, isAgent: true, hear });
  const { key: task } = await work.createTask({ title: "Read the header" });
  await work.changeTask(task, "claim");
  await work.checkTask();
  await work.changePhase("self", { phase: "approval" });
  expect(heard.map(({ situation }) => situation)).toEqual([
    "task.created",
    "task.claimed",
    "check.failed",
    "approval.asked",
  ]);
  await t.as({ session: key, hear }).work.decide(key, "approve");
  expect(heard).toHaveLength(4);
  await work.task();
  expect(heard.at(-1)?.notices).toEqual([expect.stringContaining("approved")]);
});

test("whoever only looks at a session does not take the notices that it is to hear", async () => {
  await using t = served();
  const { key } = await t.as().work.startSession({ name: "one" });
  await t.as().work.startSession({ name: "two" });
  await t.as().work.changePhase(key, { phase: "approval" });
  await t.as().work.decide(key, "approve");
  const heard: Instructions[] = [];
  const hear = (instructions: Instructions) => void heard.push(instructions);
  const looker = t.as({ session: "two", isAgent: true, hear });
  await looker.session(key);
  await looker.work.context(key);
  await looker.work.approval(key);
  expect(heard.flatMap(({ notices }) => notices)).toEqual([]);
  await t.as({ session: key, isAgent: true, hear }).work.currentSession();
  expect(heard.flatMap(({ notices }) => notices)).toHaveLength(1);
});

const REFUSED: [method: string, path: string, input: unknown, message: string][] = [
  ["POST", "/sessions", { nam: "x" }, 'session: nam: is no known field; did you mean "name"?'],
  ["POST", "/sessions", { worktree: "here" }, "session: worktree: must be an absolute path"],
  ["POST", "/sessions", { source: "spawned" }, "session: source: must be"],
  ["GET", "/sessions?state=dead", null, "sessions: state: must be"],
  ["GET", "/sessions?since=soon", null, "sessions: since: is not a time"],
  ["POST", "/sessions/prune", {}, "prune: olderThanMs: is missing"],
  ["POST", "/tasks", { title: " " }, "task: title: must not be empty"],
  ["POST", "/tasks", { title: "x", priority: "urgent" }, "task: priority: must be"],
  ["POST", "/tasks", { title: "x", estimateMs: 0 }, "task: estimateMs: must be at least 1"],
  ["POST", "/tasks/TASK-001/finish", {}, "change: must be one of claim, activate"],
  [
    "POST",
    "/tasks/TASK-001/claim",
    { forced: true },
    'claim: forced: is no known field; did you mean "force"?',
  ],
  ["POST", "/tasks/self/claim", {}, "which session? none is current in this terminal"],
  ["POST", "/sprints", {}, "sprint: title: is missing"],
  ["POST", "/sessions/self/context/push", { kind: "project", key: "x" }, "push: kind: must be"],
  [
    "POST",
    "/sessions/self/activities",
    { kind: "artifact", text: "x" },
    "activity: an artifact needs its path",
  ],
  ["POST", "/sessions/self/phase", {}, "phase: phase: is missing"],
  ["POST", "/sessions/self/end", { task: { do: "forget" } }, "end: task.do: must be"],
  ["GET", "/activities?limit=all", null, "log: limit: must be a whole number"],
];

test("what is wrong with a request is said by the field's name", async () => {
  await using t = served();
  for (const [method, path, input, message] of REFUSED) {
    const body = input === null ? {} : { body: JSON.stringify(input) };
    const answer = await t.fetch(path, { method, ...body });
    expect({ method, path, ...answer }).toMatchObject({
      method,
      path,
      status: 400,
      body: { error: { code: "usage", message: expect.stringContaining(message) } },
    });
  }
});
