import { expect, test } from "bun:test";
import { BETWEEN } from "../../../src/cli/arguments.ts";
import { readMetadata } from "../../../src/cli/commands/phase/phase.ts";
import { TestProject } from "../../support/daemon.ts";
import { served } from "../../support/served.ts";
import { until } from "../../support/wait.ts";
import { overstoryIn } from "../support/cli.ts";

test("metadata are pairs, or a JSON object", () => {
  expect(readMetadata("turn=2,plan=docs/a=b.md")).toEqual({ turn: "2", plan: "docs/a=b.md" });
  expect(readMetadata('{"turn": 2}')).toEqual({ turn: 2 });
  expect(readMetadata(["found=a, b,turn=2", '{"turn": 3}'].join(BETWEEN))).toEqual({
    found: "a, b",
    turn: 3,
  });
});

test("an agent that waits for approval outlives the daemon, and gets the answer and the note", async () => {
  await using project = await TestProject.start();
  const { key } = await project.client.work.startSession({ name: "api" });
  const place = { cwd: project.repository.path, env: { OVERSTORY_SESSION: key } };
  const waiting = overstoryIn(place, "phase", "approval", "--question", "the plan", "--wait");
  await until("it asks", async () => (await project.client.work.approval(key)) !== null);
  await project.killDaemon(); // the next call starts another one
  const decided = await overstoryIn(place, "approve", key, "--note", "keep the old format");
  expect(decided.stdout).toMatch(/^SESSION-001: the plan is approved by \S+\nkeep the old format\n$/);
  expect(await waiting).toMatchObject({ exitCode: 0, stdout: decided.stdout });
  await project.client.work.changePhase(key, { phase: "planning" });
  const again = overstoryIn(place, "phase", "approval", "--wait", "--json");
  await until("it asks again", async () => (await project.client.work.approval(key))?.decision === null);
  const before = performance.now();
  expect(await overstoryIn(place, "daemon", "restart")).toMatchObject({ exitCode: 0 });
  expect(performance.now() - before).toBeLessThan(15_000); // the stop does not wait for those who wait
  await overstoryIn(place, "reject", key);
  expect(await again.then(({ exitCode, stdout }) => ({ exitCode, ...JSON.parse(stdout) }))).toMatchObject({
    exitCode: 1,
    approval: { decision: "rejected" },
  });
  await overstoryIn(place, "daemon", "stop");
});

test("a phase is declared with what is to be kept; a resume check shows it, with exit code 1 when work cannot go on", async () => {
  await using t = served();
  const { key } = await t.as().work.startSession({ name: "api" });
  const place = { cwd: t.repository.path, env: { OVERSTORY_SESSION: key } };
  const planned = await overstoryIn(place, "phase", "planning", "--meta", "turn=2", "--error", "no tests");
  expect(planned.stdout).toBe(`${key} is in phase planning\n`);
  const check = await overstoryIn(place, "resume-check", key);
  expect(check).toMatchObject({ exitCode: 0 });
  expect(check.stdout).toMatch(/^SESSION-001 {2}can be resumed {2}session_resumable\n/);
  expect(check.stdout).toMatch(/^ {2}metadata +turn=2$/m);
  expect(check.stdout).toMatch(/^ {2}errors +1; the last: no tests$/m);
  const unknown = await overstoryIn(place, "phase", "planing");
  expect(unknown).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('did you mean "planning"?') });
  await overstoryIn(place, "phase", "completed");
  const over = await overstoryIn(place, "resume-check", key, "--json");
  expect(over.exitCode).toBe(1);
  expect(JSON.parse(over.stdout)).toMatchObject({ resume: { resumable: false, reason: "finalized" } });
});

test("hooks answer JSON and exit with 0, also for nonsense and outside of a project", async () => {
  await using t = served();
  const { path } = t.repository;
  const ask = async (cwd: string, hook: string, stdin: string) => {
    const { stdout, exitCode } = await overstoryIn({ cwd, stdin }, "hook", hook);
    return { exitCode, ...JSON.parse(stdout) };
  };
  const wish = JSON.stringify({ agent_name: "parser", task_id: "T-7" });
  expect(await ask(path, "pre-delegate", wish)).toMatchObject({
    exitCode: 0,
    should_resume: false,
    reason: "not_found",
    agent_id: "SESSION-001",
  });
  expect(await ask(path, "pre-delegate", "nonsense")).toMatchObject({
    exitCode: 0,
    should_resume: false,
    reason: expect.stringMatching(/^bad_input: /),
  });
  expect(await ask("/", "pre-delegate", wish)).toMatchObject({
    exitCode: 0,
    should_resume: false,
    reason: expect.stringMatching(/^error: /),
    agent_id: null,
  });
  const stop = JSON.stringify({ agent_id: "SESSION-001", exit_code: 1 });
  expect(await ask(path, "subagent-stop", stop)).toMatchObject({ exitCode: 0, ok: true });
});
