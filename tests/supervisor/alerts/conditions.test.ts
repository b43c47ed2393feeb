import { describe, expect, test } from "bun:test";
import type { StopCode } from "../../../src/domain/task.ts";
import { projectPaths } from "../../../src/paths.ts";
import { askApproval, findOpenApproval, settleApproval } from "../../../src/store/approvals.ts";
import { claimTask, releaseTask } from "../../../src/store/claims.ts";
import { insertGate, settleGate } from "../../../src/store/gates.ts";
import { strikeLimit } from "../../../src/store/limits.ts";
import { holdMerge, listQueuedMerges, queueMerge } from "../../../src/store/merges.ts";
import { recordPhase } from "../../../src/store/phases.ts";
import { endRun } from "../../../src/store/runs.ts";
import { requestStop, setAttention, settleSession, transition } from "../../../src/store/session-changes.ts";
import { pauseSession } from "../../../src/store/session-keeping.ts";
import { recordSinkHealth } from "../../../src/store/sinks.ts";
import { moveTask } from "../../../src/store/tasks.ts";
import { saveWatch } from "../../../src/store/watches.ts";
import { readConditions } from "../../../src/supervisor/alerts/conditions.ts";
import { freshWatch } from "../../../src/supervisor/watchdog/fresh-watch.ts";
import { addRun, addSession, addWork, START, type TestStore, testStore } from "../../store/fixture.ts";

const PATHS = projectPaths("/repo", "/repo/.git");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LOST = { state: "zombie", phase: "abandoned", outcome: null, reason: "its process vanished" } as const;

const read = ({ db }: TestStore, now = START) => readConditions(db, PATHS, now).conditions;
const causes = (test: TestStore, now = START) => read(test, now).map(({ cause }) => cause);

function block(test: TestStore, taskId: string, code: StopCode, reason = "exited with 1"): void {
  test.store.writeNow((tx) => moveTask(tx, taskId, { status: "blocked", code, reason }));
}

/** A session that holds the run's first task, at work. */
function addHolder(test: TestStore) {
  const { run, tasks } = addRun(test.store, { id: "api" }, { id: "docs" });
  const [task] = tasks;
  if (!task) throw new Error("the run has no task");
  const session = nextSession(test, run.id, task.id, 1);
  test.store.writeNow((tx) => transition(tx, session.id, "working"));
  return { run, task, session };
}

function nextSession(test: TestStore, runId: string, taskId: string, attempt: number) {
  test.clock.now += 1; // as claims are told apart
  const session = addSession(test.store, { name: `api-${attempt}`, runId, attempt });
  test.store.writeNow((tx) => claimTask(tx, session.id, taskId));
  return session;
}

function lose(test: TestStore, id: string): void {
  test.store.writeNow((tx) => {
    const taskId = releaseTask(tx, id);
    settleSession(tx, id, LOST);
    if (taskId !== null) moveTask(tx, taskId, { status: "todo", reason: LOST.reason, retryAt: tx.at + 1000 });
  });
}

describe("a session", () => {
  test("that asks for approval is one until it is decided, also after its end, with the command that decides", () => {
    using test = testStore();
    const { task } = addWork(test.store);
    const session = addSession(test.store, { name: "parser", state: "working" });
    test.store.writeNow((tx) => {
      claimTask(tx, session.id, task.id);
      recordPhase(tx, session, { to: "approval", error: null, metadata: {} });
      askApproval(tx, session, "the plan");
      setAttention(tx, session, { attention: "approval", reason: "the plan", until: null });
    });
    const told = {
      cause: "session_waiting:SESSION-002",
      kind: "session_waiting",
      severity: "warning",
      subject: "SESSION-002",
      message: "parser waits for an approval: the plan",
      hint: "overstory approve SESSION-002",
    } as const;
    expect(read(test)).toEqual([told]);
    test.store.writeNow((tx) => {
      releaseTask(tx, session.id);
      settleSession(tx, session.id, {
        state: "completed",
        phase: "approval",
        outcome: "unverified",
        reason: "waits",
      });
      moveTask(tx, task.id, { status: "paused" });
    });
    expect(read(test)).toEqual([told]);
    test.store.writeNow((tx) =>
      settleApproval(tx, findOpenApproval(tx.db, session.id)?.id ?? "", "approved", "ada", null),
    );
    expect(read(test)).toEqual([]);
  });

  test("that somebody keeps and has paused is none", () => {
    using test = testStore();
    const kept = addSession(test.store, { name: "mine", source: "cli", state: "working" });
    test.store.writeNow((tx) => pauseSession(tx, kept, "lunch"));
    expect(read(test)).toEqual([]);
  });

  test("that waits for a person is one; one that has reached a limit is part of its group's", () => {
    using test = testStore();
    const one = addSession(test.store, { name: "parser" });
    const other = addSession(test.store, { name: "lexer" });
    test.store.writeNow((tx) => {
      setAttention(tx, one, { attention: "permission", reason: "may I run rm?", until: null });
      setAttention(tx, other, { attention: "limited", reason: "five hours", until: START + HOUR });
    });
    expect(read(test)).toEqual([
      {
        cause: "session_waiting:SESSION-001",
        kind: "session_waiting",
        severity: "warning",
        subject: "SESSION-001",
        message: "parser waits for a permission: may I run rm?",
        hint: "overstory answer SESSION-001",
      },
      expect.objectContaining({ cause: "limited:shell" }),
    ]);
  });

  test("that stands still is one from the level on at which people are told", () => {
    using test = testStore();
    const { id } = addSession(test.store, {
      name: "parser",
      state: "stalled",
      escalationLevel: 1,
      stalledSince: START,
    });
    expect(read(test)).toEqual([]);
    test.db.run("UPDATE sessions SET escalation_level = 2 WHERE id = ?", [id]);
    expect(read(test)).toMatchObject([
      {
        kind: "session_stalled",
        message: expect.stringMatching(/^parser stands still since 2026-0\d-\d\d \d\d:\d\d$/),
      },
    ]);
  });
});

test("a session that does not come to life is one as well", () => {
  using test = testStore();
  addSession(test.store, { name: "parser", escalationLevel: 2 });
  expect(read(test)).toMatchObject([
    { cause: "session_stalled:SESSION-001", message: "parser does not come to life" },
  ]);
});

describe("a lost session", () => {
  test("without a task is critical, for a week", () => {
    using test = testStore();
    const { id } = addSession(test.store, { name: "helper", state: "working" });
    lose(test, id);
    expect(read(test)).toMatchObject([
      {
        cause: "session_lost:SESSION-001",
        severity: "critical",
        message: "SESSION-001 (helper) was lost: its process vanished",
      },
    ]);
    expect(causes(test, START + 7 * DAY + 1)).toEqual([]);
  });

  test("is made up for when the next one at its task works, and all attempts are one incident", () => {
    using test = testStore();
    const { run, task, session } = addHolder(test);
    lose(test, session.id);
    expect(read(test)).toMatchObject([{ cause: "session_lost:RUN-001/api", severity: "warning" }]);
    const second = nextSession(test, run.id, task.id, 2);
    expect(read(test)).toMatchObject([
      { cause: "session_lost:RUN-001/api", message: expect.stringContaining("SESSION-001") },
    ]);
    test.store.writeNow((tx) => transition(tx, second.id, "working"));
    expect(read(test)).toEqual([]);
    lose(test, second.id);
    expect(read(test)).toMatchObject([
      { cause: "session_lost:RUN-001/api", message: expect.stringContaining("SESSION-002") },
    ]);
    nextSession(test, run.id, task.id, 3);
    expect(read(test)).toMatchObject([{ message: expect.stringContaining("SESSION-002") }]);
  });

  test("that the watchdog ended is critical", () => {
    using test = testStore();
    const { session } = addHolder(test);
    test.store.writeNow((tx) => requestStop(tx, session, "stalled"));
    lose(test, session.id);
    expect(read(test)).toMatchObject([{ kind: "session_lost", severity: "critical" }]);
  });

  test("is not told beside its task's own stop", () => {
    using test = testStore();
    const { task, session } = addHolder(test);
    lose(test, session.id);
    block(test, task.id, "agent_lost");
    expect(causes(test)).toEqual(["task_stopped:RUN-001/api"]);
  });
});

describe("a stopped task", () => {
  test.each(["dependency", "operator", "run_cancelled"] as const)(
    "is none when it needs nobody: %s",
    (code) => {
      using test = testStore();
      const { tasks } = addRun(test.store, { id: "api" }, { id: "docs" });
      block(test, tasks[0]?.id ?? "", code);
      expect(read(test)).toEqual([]);
    },
  );

  test("in quarantine has a kind of its own", () => {
    using test = testStore();
    const { tasks } = addRun(test.store, { id: "api" }, { id: "docs" });
    block(test, tasks[0]?.id ?? "", "quarantined");
    expect(read(test)).toMatchObject([{ kind: "task_quarantined", severity: "critical" }]);
  });

  test("with a red gate names the gate's log", () => {
    using test = testStore();
    const { run, task, session } = addHolder(test);
    test.store.writeNow((tx) => {
      const gate = {
        taskId: task.id,
        sessionId: session.id,
        runId: run.id,
        command: "npm test",
        position: 1,
      };
      settleGate(tx, insertGate(tx, gate), 1, run.id);
    });
    block(test, task.id, "gate_failed", "gate failed: npm test (exit 1)");
    expect(read(test)).toMatchObject([
      {
        cause: "task_stopped:RUN-001/api",
        message: "gate failed: npm test (exit 1)",
        hint: "/repo/.git/overstory/logs/SESSION-001/gate-2.log",
      },
    ]);
  });

  test.each(["2 of 2 tasks stopped", "2 of 2 tasks stopped: api, docs"])(
    "that was the last of its run is left to the run's end, which names it once (%s)",
    (reason) => {
      using test = testStore();
      const { run, tasks } = addRun(test.store, { id: "api" }, { id: "docs" });
      for (const { id } of tasks) block(test, id, "agent_failed");
      expect(read(test)).toEqual([]);
      test.store.writeNow((tx) => endRun(tx, run.id, "failed", reason));
      expect(read(test)).toMatchObject([
        {
          cause: "run_failed:RUN-001",
          severity: "critical",
          message: "RUN-001 failed: 2 of 2 tasks stopped: api (exited with 1); docs (exited with 1)",
        },
      ]);
    },
  );
});

test("a run's end is news for a day, and time is told when that is over; a cancelled one is none", () => {
  using test = testStore();
  const { run } = addRun(test.store);
  test.store.writeNow((tx) => endRun(tx, run.id, "completed", null));
  expect(read(test)).toMatchObject([
    { kind: "run_completed", severity: "info", message: "RUN-001 is done: ship it" },
  ]);
  const { endsAt } = readConditions(test.db, PATHS, START);
  expect(endsAt).toBe(START + DAY + 1);
  expect(readConditions(test.db, PATHS, endsAt ?? 0)).toEqual({ conditions: [], endsAt: null });
  const other = addRun(test.store);
  test.store.writeNow((tx) => endRun(tx, other.run.id, "cancelled", null));
  expect(causes(test)).toEqual(["run_completed:RUN-001"]);
});

test("a merge is one while it is held", () => {
  using test = testStore();
  const { run, task, session } = addWork(test.store);
  const merge = {
    runId: run.id,
    taskId: task.id,
    sessionId: session.id,
    branch: "b",
    headCommit: "c",
    targetBranch: "t",
  };
  test.store.writeNow((tx) => queueMerge(tx, merge));
  expect(read(test)).toEqual([]);
  const [queued] = listQueuedMerges(test.db);
  if (!queued) throw new Error("nothing is queued");
  test.store.writeNow((tx) => holdMerge(tx, queued, "t is checked out at /repo"));
  expect(read(test)).toMatchObject([
    { cause: "merge_held:RUN-001/api", message: "t is checked out at /repo" },
  ]);
});

test("a limit is one for its whole group", () => {
  using test = testStore();
  const sessions = [1, 2, 3].map((n) => addSession(test.store, { name: `s${n}` }));
  for (const session of sessions)
    test.store.writeNow((tx) =>
      strikeLimit(tx, { group: "claude", cause: "five-hour limit", until: START + HOUR }, session),
    );
  expect(read(test)).toMatchObject([
    {
      cause: "limited:claude",
      message: expect.stringMatching(/until 2026-0\d-\d\d \d\d:\d\d: five-hour limit$/),
    },
  ]);
});

test("a sink is one after three failures in a row", () => {
  using test = testStore();
  const fail = (failures: number) =>
    test.store.writeNow((tx) =>
      recordSinkHealth(tx, { name: "slack", failures, answer: "HTTP 500", resumeAt: 0 }),
    );
  fail(2);
  expect(read(test)).toEqual([]);
  fail(3);
  expect(read(test)).toMatchObject([{ cause: "sink_dead:slack", severity: "critical" }]);
});

describe("sessions that are not logged in", () => {
  /** Says so of itself by a command, or its program does. */
  function addLoggedOut(test: TestStore, name: string, by?: "agent"): void {
    const session = addSession(test.store, { name, runtime: "claude", state: "working" });
    const wait = { attention: "auth", reason: "invalid x-api-key", until: null } as const;
    const watch = freshWatch(session, 0);
    watch.evidence.declared = { ...wait, declaredAt: 0, ...(by && { by }) };
    test.store.writeNow((tx) => {
      saveWatch(tx, watch);
      setAttention(tx, session, wait);
    });
  }

  test("are one condition for all of their group, also once that is on record as a wall", () => {
    using test = testStore();
    for (const name of ["one", "two", "three"]) addLoggedOut(test, name);
    const [condition, ...others] = read(test);
    expect(others).toEqual([]);
    expect(condition).toMatchObject({
      cause: "auth:claude",
      kind: "auth_failed",
      subject: "claude",
      message: "sessions of claude are not logged in, or their key is refused: invalid x-api-key",
      hint: expect.stringContaining("overstory limits lift claude"),
    });
    const session = addSession(test.store, { name: "four", runtime: "claude" });
    const wall = { group: "claude", kind: "auth", cause: "invalid x-api-key", until: null } as const;
    test.store.writeNow((tx) => strikeLimit(tx, wall, session));
    expect(read(test)).toEqual([condition].flatMap((one) => one ?? []));
  });

  test("by their own word may mean any login, and are told one by one", () => {
    using test = testStore();
    addLoggedOut(test, "one", "agent");
    expect(causes(test)).toEqual(["session_waiting:SESSION-001"]);
  });
});
