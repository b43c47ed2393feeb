import { expect, test } from "bun:test";
import type { GoalRequest } from "../../src/api/contract/goal.ts";
import { TestProject } from "../support/daemon.ts";
import { until } from "../support/wait.ts";

const commit = (file: string) => `echo ${file} > ${file}; git add ${file}; git commit -qm ${file}`;

const startGoal = (project: TestProject, command: string, more: Partial<GoalRequest> = {}) =>
  project.client.team.startGoal({
    goal: "two files",
    runtime: "shell",
    command,
    requestId: crypto.randomUUID(),
    ...more,
  });

/** Waits until its children are all closed, as a script does that cannot be woken. */
const WAIT = "until overstory done --summary 'both are there' 2> /dev/null; do sleep 0.1; done";

test("a coordinator has a goal carried out: its tasks are done by others, merged, and the run ends by its word", async () => {
  await using project = await TestProject.start();
  const script = [
    `overstory spawn one --command '${commit("one")}' --request-id 1 --json > first.json`,
    `overstory spawn two --command '${commit("two")}' --depends-on TASK-001 --request-id 2`,
    "overstory spawn one --command false --request-id 1 --json | diff - first.json > /dev/null || true",
    "rm first.json",
    WAIT,
  ].join("\n");
  const { key } = await startGoal(project, script);
  const run = await project.runEnded(key);
  expect(run).toMatchObject({ status: "completed", reason: "2 of 2 tasks complete", coordinated: true });
  expect([run.taskCount, run.counts.complete]).toEqual([2, 2]);
  expect(run.tasks.map((task) => [task.key, task.status, task.role])).toEqual([
    ["coordinate", "complete", "coordinator"],
    ["TASK-001", "complete", "builder"],
    ["TASK-002", "complete", "builder"],
  ]);
  expect(project.repository.git("ls-tree", "--name-only", "overstory/run-001")).toBe("README.md\none\ntwo");
  expect(run.tasks[0]?.summary).toBe("both are there");
}, 60_000);

test("a coordinator that ends while tasks are open is tried again, and cannot say that it is done", async () => {
  await using project = await TestProject.start({
    config: "export default { restart: { type: 'transient', max: 3, backoff: '10ms' } };",
  });
  const script = [
    `overstory spawn one --command 'while [ ! -e ../go ]; do sleep 0.05; done; ${commit("one")}' --request-id 1`,
    'if [ "$OVERSTORY_ATTEMPT" = 1 ]; then overstory done 2> ../refused; exit 0; fi',
    "touch ../go",
    WAIT,
  ].join("\n");
  const { key } = await startGoal(project, script);
  const run = await project.runEnded(key);
  expect(run.status).toBe("completed");
  expect(run.tasks[0]?.sessions).toHaveLength(2);
  const sessions = await project.client.sessions(true);
  const [first, second] = sessions.filter(({ name }) => name === "coordinate");
  expect(first).toMatchObject({ outcome: "failed", reason: "exited with 0, but TASK-001 is not closed" });
  expect(second?.outcome).toBe("success");
}, 60_000);

test("with --plan-first nothing but the coordinator is begun before a person approves the plan, as it is then", async () => {
  await using project = await TestProject.start();
  const script = [
    `overstory spawn one --command '${commit("one")}' --request-id 1`,
    `overstory spawn two --command '${commit("two")}' --request-id 2`,
    "overstory plan-ready",
    WAIT,
  ].join("\n");
  const { key } = await startGoal(project, script, { planFirst: true });
  const proposed = await until("the plan is ready", async () => {
    const run = await project.client.run(key);
    return run.plan === "proposed" ? run : undefined;
  });
  expect(proposed.tasks.slice(1).map(({ status, waitsFor }) => [status, waitsFor])).toEqual([
    ["todo", "the plan waits for approval"],
    ["todo", "the plan waits for approval"],
  ]);
  expect((await project.client.alerts(false)).map(({ kind, subject }) => [kind, subject])).toContainEqual([
    "plan_ready",
    key,
  ]);
  await project.client.work.changeTask(`${key}/TASK-002`, "abort", { reason: "one is enough" });
  await project.client.team.spawn({ run: key, title: "three", command: commit("three") });
  expect((await project.client.team.approveRun(key)).plan).toBe("approved");
  const run = await project.runEnded(key);
  expect(run).toMatchObject({ status: "completed", reason: "2 of 3 tasks complete, 1 dropped" });
  expect(project.repository.git("ls-tree", "--name-only", "overstory/run-001")).toBe("README.md\none\nthree");
  const coordinator = run.tasks[0]?.sessions[0] ?? "";
  const mail = await project.client.team.listMail({ of: coordinator, box: "in" });
  expect(mail.map(({ subject }) => subject)).toContain("your plan is approved");
}, 60_000);

test("a run whose task was stopped fails, names it, and is gone on with when a person resumes it", async () => {
  await using project = await TestProject.start();
  const flaky = `[ -e ../../fixed ] || exit 3; ${commit("one")}`;
  const script = [`overstory spawn one --command '${flaky}' --request-id 1`, WAIT].join("\n");
  await Bun.write(`${project.repository.path}/overstory.config.ts`, "");
  const { key } = await startGoal(project, script);
  const failed = await project.runEnded(key);
  expect(failed).toMatchObject({ status: "failed", reason: "1 of 1 tasks stopped: TASK-001" });
  const worktree = (await project.client.session(failed.tasks[1]?.sessions.at(-1) ?? "")).worktree ?? "";
  await Bun.write(`${worktree}/../../fixed`, "");
  expect((await project.client.team.resumeRun(key)).status).toBe("active");
  expect(await project.runEnded(key)).toMatchObject({ status: "completed", reason: "1 of 1 tasks complete" });
  await expect(project.client.team.resumeRun(key)).rejects.toMatchObject({
    code: "conflict",
    message: `${key} is completed; only a run that failed can be gone on with`,
  });
}, 60_000);

test("a result that could not be delivered is delivered when a person has made room and resumes the run", async () => {
  await using project = await TestProject.start();
  const { git, folder } = project.repository;
  git("branch", "release");
  const command = `until [ -f ${folder}/go ]; do sleep 0.02; done; ${commit("a")}`;
  const { key } = await project.run({ tasks: [{ id: "a", command }] }, { into: "release" });
  git("switch", "-q", "release");
  await Bun.write(`${folder}/go`, "");
  const failed = await project.runEnded(key);
  expect(failed.reason).toStartWith(
    "1 of 1 tasks complete, but not delivered: branch release is checked out at",
  );
  git("switch", "-q", "main");
  await project.client.team.resumeRun(key);
  expect((await project.runEnded(key)).status).toBe("completed");
  expect(git("show", "release:a")).toBe("a");
}, 60_000);

test("a cancelled run ends its coordinator and its workers, and refuses new tasks", async () => {
  await using project = await TestProject.start();
  const { key } = await startGoal(project, "overstory spawn one --command 'sleep 1000'; sleep 1000");
  await project.agentRuns(key, "TASK-001");
  await project.client.stopRun(key, false);
  const more = project.client.team.spawn({ run: key, title: "more", command: "true" });
  await expect(more).rejects.toMatchObject({ code: "conflict", message: `${key} is being cancelled` });
  expect((await project.runEnded(key)).status).toBe("cancelled");
  expect(await project.client.sessions(false)).toEqual([]);
}, 60_000);

test("workers are the children of who had them made, one deeper", async () => {
  await using project = await TestProject.start();
  project.repository.write(
    "lead.sh",
    `overstory spawn leaf --command '${commit("leaf")}' --request-id leaf\n${WAIT}`,
  );
  const lead = `sh ${project.repository.path}/lead.sh`;
  const { key } = await startGoal(
    project,
    `overstory spawn lead --role lead --command '${lead}' --request-id lead; ${WAIT}`,
  );
  const run = await project.runEnded(key);
  expect(run).toMatchObject({ status: "completed", reason: "2 of 2 tasks complete" });
  const spawned = (await project.events()).filter(({ kind }) => kind === "task.spawned");
  const sessions = await project.client.sessions(true);
  const nameOf = (key: string | null) => sessions.find((one) => one.key === key)?.name;
  expect(spawned.map(({ task, session }) => [task, nameOf(session)])).toEqual([
    ["TASK-001", "coordinate"],
    ["TASK-002", "TASK-001"],
  ]);
}, 60_000);
