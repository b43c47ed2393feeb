import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { TestProject } from "../support/daemon.ts";
import { until } from "../support/wait.ts";

const PROGRAM = join(import.meta.dir, "../../src/main.ts");

/** A shell agent to which `ov` is the real program. */
const agent = (script: string) => `set -e\nov() { ${process.execPath} ${PROGRAM} "$@"; }\n${script}`;
/** Only a crash of the test's own making is to be restarted. */
const RESTART = { type: "transient", max: 5, backoff: "10ms" };

const PLANS = `
  ov phase planning --meta plan=plan.md,by=$OVERSTORY_SESSION
  echo "by $OVERSTORY_SESSION, after $OVERSTORY_APPROVAL_NOTE" > plan.md
  ov artifact add plan.md
  ov note "the parser is the hard part"
  ov phase approval --question "plan.md of $OVERSTORY_SESSION"`;

const EXECUTES = `
  ov phase executing
  cp plan.md work.md; git add plan.md work.md; git commit -qm "do as planned"
  ov phase validating
  ov phase completed`;

const finished = (project: TestProject, session: string) =>
  project.told("session.completed", (event) => event.session === session);

describe("approval", () => {
  test("outlives the agent that asked: rejected, planned anew, approved, carried out and merged", async () => {
    await using project = await TestProject.start();
    const { work } = project.client;
    const command = agent(`
      test "$OVERSTORY_APPROVAL" != approved || test "$OVERSTORY_PHASE" = approval
      if test "$OVERSTORY_APPROVAL" = approved; then ${EXECUTES}
      else ${PLANS}
      fi`);
    const { key } = await project.run({ tasks: [{ id: "a", command, restart: RESTART }] });

    await finished(project, "SESSION-001");
    expect(await project.client.session("SESSION-001")).toMatchObject({
      state: "completed",
      phase: "approval",
      outcome: "unverified",
    });
    expect((await project.client.run(key)).tasks[0]).toMatchObject({ status: "paused" });
    expect(await work.checkResume("SESSION-001")).toMatchObject({ reason: "awaiting_approval" });
    const alert = await until("a person is told", async () =>
      (await project.client.alerts(false)).find(({ subject }) => subject === "SESSION-001"),
    );
    expect(alert).toMatchObject({
      kind: "session_waiting",
      message: "a waits for an approval: plan.md of SESSION-001",
      hint: "overstory approve SESSION-001",
    });

    await project.killDaemon();
    await project.startDaemon();
    await work.decide("SESSION-001", "reject", { note: "too big", by: "ada" });
    await finished(project, "SESSION-002");
    expect((await project.client.run(key)).tasks[0]).toMatchObject({ status: "paused" });
    expect(await work.checkResume("SESSION-002")).toMatchObject({
      context: {
        metadata: { plan: "plan.md", by: "SESSION-002" },
        findings: [
          { kind: "artifact", session: "SESSION-001" },
          { kind: "note", session: "SESSION-001" },
          { kind: "artifact", session: "SESSION-002" },
          { kind: "note", session: "SESSION-002" },
        ],
        approval: { question: "plan.md of SESSION-002", decision: null },
        task: { key: "a", status: "paused" },
        frames: [{ kind: "project" }, { kind: "task", key: "a" }],
      },
    });

    await work.decide("SESSION-002", "approve", { by: "ada" });
    const run = await project.runEnded(key);
    expect(run).toMatchObject({
      status: "completed",
      tasks: [{ status: "complete", sessions: ["SESSION-001", "SESSION-002", "SESSION-003"] }],
    });
    expect(await project.client.session("SESSION-003")).toMatchObject({
      predecessor: "SESSION-002",
      phase: "completed",
      outcome: "success",
    });
    const { context } = await work.checkResume("SESSION-003");
    expect(context?.metadata).toEqual({ plan: "plan.md", by: "SESSION-002" });
    expect(context?.history.slice(-4).map(({ to }) => to)).toEqual([
      "approval",
      "executing",
      "validating",
      "completed",
    ]);
    expect(project.repository.git("show", "overstory/run-001:work.md")).toBe("by SESSION-002, after too big");
    await until("the alerts are over", async () =>
      (await project.client.alerts(false)).every(({ kind }) => kind !== "session_waiting"),
    );
  }, 60_000);

  test("is given to an agent that waits for it, which then goes on itself", async () => {
    await using project = await TestProject.start();
    const command = agent(`${PLANS} --wait\n${EXECUTES}`);
    const { key } = await project.run({ tasks: [{ id: "a", command, restart: RESTART }] });
    const waiting = await until("it waits", async () => {
      const session = await project.client.session("SESSION-001").catch(() => undefined);
      return session?.attention === "approval" ? session : undefined;
    });
    expect(waiting).toMatchObject({ state: "working", phase: "approval" });
    await project.client.work.decide("SESSION-001", "approve", {});
    const run = await project.runEnded(key);
    expect(run.tasks[0]).toMatchObject({ status: "complete", sessions: ["SESSION-001"] });
    expect(project.repository.git("show", "overstory/run-001:work.md")).toContain("by SESSION-001");
  }, 60_000);

  test("that was refused keeps work that was done all the same from being merged", async () => {
    await using project = await TestProject.start();
    const command = agent(`${PLANS} --wait || true\ngit add plan.md; git commit -qm "do it anyway"`);
    const { key } = await project.run({ tasks: [{ id: "a", command, restart: RESTART }] });
    await project.told("session.approval_asked");
    await project.client.work.decide("SESSION-001", "reject", { note: "too big", by: "ada" });
    const run = await project.runEnded(key);
    const reason = "exited with 0, 1 commit, but this was rejected: plan.md of SESSION-001";
    expect(run).toMatchObject({
      status: "failed",
      tasks: [{ status: "blocked", stopCode: "unverified", stopReason: reason }],
    });
  }, 60_000);
});

describe("three turns", () => {
  test("of agents that die one after the other: each knows what was found, also across a daemon that dies", async () => {
    await using project = await TestProject.start();
    const gate = join(project.repository.folder, "go");
    const command = agent(`
      case $OVERSTORY_ATTEMPT in
      1) ov phase investigating --meta turn=1; ov note "found one"; exit 1;;
      2) test $OVERSTORY_PHASE = investigating
         until test -e ${gate}; do sleep 0.05; done
         ov phase investigating --meta second=yes --error "could not find more"; ov note "found two"; exit 1;;
      *) ov resume-check self --json > found.json
         git add found.json; git commit -qm found
         ov phase completed;;
      esac`);
    const { key } = await project.run({ tasks: [{ id: "a", command, restart: RESTART }] });
    await until("the second agent runs", async () => {
      const session = await project.client.session("SESSION-002").catch(() => undefined);
      return session?.state === "working";
    });
    await project.killDaemon();
    await project.startDaemon();
    writeFileSync(gate, "");
    expect((await project.runEnded(key)).status).toBe("completed");
    const { resume } = JSON.parse(project.repository.git("show", "overstory/run-001:found.json"));
    expect(resume).toMatchObject({
      resumable: true,
      phase: "investigating",
      errorCount: 0,
      context: {
        metadata: { turn: "1", second: "yes" },
        findings: [
          { text: "found one", session: "SESSION-001" },
          { text: "found two", session: "SESSION-002" },
        ],
        history: [
          { to: "investigating", error: null },
          { to: "investigating", error: null },
          { to: "investigating", error: "could not find more" },
          { to: "investigating", error: null },
        ],
      },
    });
  }, 60_000);

  test("of a foreign agent: findings and metadata are there at the third, after the daemon has died twice", async () => {
    await using project = await TestProject.start();
    const wish = { agent_name: "scout", task_id: "T-7", task_description: "look around" };
    const { work } = project.client;
    for (const turn of [1, 2, 3]) {
      const answer = await work.preDelegate(wish);
      expect(answer).toMatchObject({ should_resume: turn > 1, agent_id: "SESSION-001" });
      await work.changePhase("SESSION-001", { phase: "investigating", metadata: { [`turn${turn}`]: true } });
      await work.record("SESSION-001", { kind: "note", text: `found ${turn}` });
      if (turn === 3) break;
      expect(await work.subagentStop({ agent_id: "SESSION-001", exit_code: 0 })).toMatchObject({ ok: true });
      await project.killDaemon();
      await project.startDaemon();
    }
    expect(await work.checkResume("SESSION-001")).toMatchObject({
      resumable: true,
      context: {
        metadata: { turn1: true, turn2: true, turn3: true },
        findings: [{ text: "found 1" }, { text: "found 2" }, { text: "found 3" }],
        originalContext: { task_id: "T-7", task_description: "look around", metadata: {} },
      },
    });
    await work.changePhase("SESSION-001", { phase: "completed" });
    await work.subagentStop({ agent_id: "SESSION-001", exit_code: 0, summary: "three things were found" });
    expect(await project.client.session("SESSION-001")).toMatchObject({
      state: "completed",
      phase: "completed",
      summary: "three things were found",
    });
  }, 60_000);
});
