import { afterAll, describe, expect, test } from "bun:test";
import { claimTask } from "../../src/store/claims.ts";
import { insertGate } from "../../src/store/gates.ts";
import { queueMerge } from "../../src/store/merges.ts";
import { transition } from "../../src/store/session-changes.ts";
import { insertSprint } from "../../src/store/sprints.ts";
import { addRun, addSession, testStore } from "./fixture.ts";

// What may not be is impossible, with whatever program somebody writes to the file. There are the sessions `holder` (of the
// task `held`), `idle` and `ended`, and the task `free`.
const world = testStore();
const { store, db } = world;
const { run, tasks } = addRun(store, { id: "held" }, { id: "free", dependsOn: ["held"] });
const [held, free] = tasks;
const holder = addSession(store, { name: "holder", runId: run.id });
addSession(store, { name: "idle" });
const ended = addSession(store, { name: "ended" });
store.writeNow((tx) => {
  claimTask(tx, holder.id, held?.id ?? "");
  transition(tx, ended.id, "completed", { outcome: "success" });
  insertSprint(tx, { title: "first", goal: "" });
  const work = { taskId: held?.id ?? "", sessionId: holder.id, runId: run.id };
  insertGate(tx, { ...work, position: 0, command: "true" });
  queueMerge(tx, { ...work, branch: "b", headCommit: "c", targetBranch: "t" });
});

afterAll(() => world[Symbol.dispose]());

/** The attack must fail, for the reason named by the constraint's own words, and change nothing. */
function attack(sql: string): string {
  db.run("BEGIN IMMEDIATE");
  try {
    const { changes } = db.run(sql);
    return `${changes} rows changed`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    db.run("ROLLBACK");
  }
}

const session = (change: string, name = "idle") => `UPDATE sessions SET ${change} WHERE name = '${name}'`;
const copyOf = (table: string, change: Record<string, string>) => {
  const columns = db.query<{ name: string }, [string]>("SELECT name FROM pragma_table_info(?)").all(table);
  const values = columns.map(({ name }) => change[name] ?? name);
  return `INSERT INTO ${table} SELECT ${values.join(", ")} FROM ${table} LIMIT 1`;
};

describe("SQLite itself refuses", () => {
  test.each([
    [
      "a second open session of a task",
      session(`current_task_id = '${held?.id}'`),
      "UNIQUE constraint failed: sessions.current_task_id",
    ],
    [
      "a second open session of a name",
      session("name = 'holder'"),
      "UNIQUE constraint failed: sessions.name",
    ],
    [
      "an ended session that holds a task",
      session(`current_task_id = '${free?.id}'`, "ended"),
      "CHECK constraint failed: current_task_id IS NULL OR state IN",
    ],
    [
      "ending a session that holds a task",
      session("state = 'zombie', ended_at = 1", "holder"),
      "CHECK constraint failed: current_task_id IS NULL OR state IN",
    ],
    ["a task that is not there", session("current_task_id = 'none'"), "FOREIGN KEY constraint failed"],
    [
      "an outcome of a session that has not ended",
      session("outcome = 'success'"),
      "CHECK constraint failed: outcome IS NULL OR state = 'completed'",
    ],
    [
      "an outcome of a zombie",
      session("state = 'zombie', ended_at = 1, outcome = 'failed'"),
      "CHECK constraint failed: outcome IS NULL OR state = 'completed'",
    ],
    [
      "an end without its time",
      session("state = 'completed'"),
      "CHECK constraint failed: (state IN ('zombie', 'completed')) = (ended_at IS NOT NULL)",
    ],
    [
      "the time of an end that was not",
      session("ended_at = 1"),
      "CHECK constraint failed: (state IN ('zombie', 'completed')) = (ended_at IS NOT NULL)",
    ],
    ["an unknown state", session("state = 'sleeping'"), "CHECK constraint failed"],
    ["an unknown phase", session("phase = 'dreaming'"), "CHECK constraint failed: phase IN"],
    ["an unknown outcome", session("outcome = 'fine'", "ended"), "CHECK constraint failed: outcome IN"],
    ["an unknown attention", session("attention = 'lunch'"), "CHECK constraint failed: attention IN"],
    ["an unknown stop cause", session("stop_cause = 'mood'"), "CHECK constraint failed: stop_cause IN"],
    [
      "a level above terminate",
      session("escalation_level = 4"),
      "CHECK constraint failed: escalation_level BETWEEN 0 AND 3",
    ],
    ["a session without a name", session("name = ''"), "CHECK constraint failed: name <> ''"],
    [
      "two sessions with one secret",
      session(`nonce = '${holder.nonce}'`),
      "UNIQUE constraint failed: sessions.nonce",
    ],
    ["two sessions with one key", session("key = 'SESSION-001'"), "UNIQUE constraint failed: sessions.key"],
    ["an attempt before the first", session("attempt = 0"), "CHECK constraint failed: attempt > 0"],
    [
      "metadata that are not JSON",
      session("metadata = '{'"),
      "CHECK constraint failed: json_valid(metadata)",
    ],
    ["a pane that is not JSON", session("pane = '%5'"), "CHECK constraint failed: json_valid(pane)"],
    [
      "a time that is text",
      session("started_at = '2026-01-31'"),
      "cannot store TEXT value in INTEGER column sessions.started_at",
    ],
    ["an unknown status of a task", "UPDATE tasks SET status = 'done'", "CHECK constraint failed: status IN"],
    [
      "a complete task that was not closed",
      "UPDATE tasks SET status = 'complete' WHERE key = 'free'",
      "CHECK constraint failed: (status IN ('complete', 'aborted')) = (closed_at IS NOT NULL)",
    ],
    [
      "a closed task that is to be done",
      "UPDATE tasks SET closed_at = 1",
      "CHECK constraint failed: (status IN ('complete', 'aborted')) = (closed_at IS NOT NULL)",
    ],
    [
      "two tasks of a run with one key",
      "UPDATE tasks SET key = 'held'",
      "UNIQUE constraint failed: tasks.run_id, tasks.key",
    ],
    [
      "a task that depends on itself",
      `INSERT INTO task_dependencies VALUES ('${held?.id}', '${held?.id}')`,
      "CHECK constraint failed: task_id <> depends_on_id",
    ],
    [
      "a dependency on no task",
      `INSERT INTO task_dependencies VALUES ('${held?.id}', 'none')`,
      "FOREIGN KEY constraint failed",
    ],
    [
      "a second claim of one attempt",
      copyOf("claims", {}),
      "UNIQUE constraint failed: claims.task_id, claims.attempt",
    ],
    [
      "an active run that has ended",
      "UPDATE runs SET ended_at = 1",
      "CHECK constraint failed: (status = 'active') = (ended_at IS NULL)",
    ],
    [
      "a run that ended at no time",
      "UPDATE runs SET status = 'failed'",
      "CHECK constraint failed: (status = 'active') = (ended_at IS NULL)",
    ],
    ["a run for no agents", "UPDATE runs SET max_agents = 0", "CHECK constraint failed: max_agents > 0"],
    [
      "a task on two stacks",
      `INSERT INTO context_frames VALUES ('${ended.id}', 1, 'task', NULL, '${held?.id}', 1)`,
      "UNIQUE constraint failed: context_frames.task_id",
    ],
    [
      "two things at one place of a stack",
      `INSERT INTO context_frames VALUES ('${holder.id}', 1, 'task', NULL, '${free?.id}', 1)`,
      "UNIQUE constraint failed: context_frames.session_id, context_frames.depth",
    ],
    [
      "a project above something",
      `INSERT INTO context_frames VALUES ('${holder.id}', 2, 'project', NULL, NULL, 1)`,
      "CHECK constraint failed: (kind = 'project') = (depth = 0)",
    ],
    [
      "a place for a task without the task",
      `INSERT INTO context_frames VALUES ('${holder.id}', 2, 'subtask', NULL, NULL, 1)`,
      "CHECK constraint failed: (kind IN ('task', 'subtask')) = (task_id IS NOT NULL)",
    ],
    [
      "an unknown kind of activity",
      "UPDATE activities SET kind = 'nap'",
      "CHECK constraint failed: kind IN ('command'",
    ],
    [
      "a closed sprint without its time",
      "UPDATE sprints SET status = 'complete'",
      "CHECK constraint failed: (status IN ('complete', 'cancelled')) = (closed_at IS NOT NULL)",
    ],
    [
      "the same gate twice on the same work",
      copyOf("gate_runs", { id: "'x'" }),
      "UNIQUE constraint failed: gate_runs.session_id, gate_runs.task_id, gate_runs.position",
    ],
    [
      "a verdict of a gate that runs",
      "UPDATE gate_runs SET passed = 1",
      "CHECK constraint failed: (passed IS NULL) = (ended_at IS NULL)",
    ],
    [
      "a verdict that is neither",
      "UPDATE gate_runs SET passed = 2, ended_at = 1",
      "CHECK constraint failed: passed IN (0, 1)",
    ],
    [
      "the same work merged twice",
      copyOf("merges", { id: "'x'" }),
      "UNIQUE constraint failed: merges.session_id",
    ],
    [
      "a merge without its commit",
      "UPDATE merges SET state = 'merged', settled_at = 1",
      "CHECK constraint failed: state <> 'merged' OR merge_commit IS NOT NULL",
    ],
    [
      "a settled merge without its time",
      "UPDATE merges SET state = 'failed'",
      "CHECK constraint failed: (state = 'queued') = (settled_at IS NULL)",
    ],
    [
      "an event whose data are not JSON",
      "UPDATE events SET data = 'x'",
      "CHECK constraint failed: json_valid(data)",
    ],
  ])("%s", (_, sql, reason) => {
    expect(attack(sql)).toContain(reason);
  });

  test("nothing of what is allowed", () => {
    for (const sql of [
      session("state = 'working'"),
      session("escalation_level = 3"),
      "UPDATE gate_runs SET passed = 1, ended_at = 1",
    ])
      expect(attack(sql)).toBe("1 rows changed");
  });
});

describe("what is deleted takes along, or lets go", () => {
  const count = (sql: string) =>
    db.query<{ count: number }, []>(`SELECT count(*) AS count FROM ${sql}`).get()?.count;
  const within = (work: () => void) => {
    db.run("BEGIN IMMEDIATE");
    try {
      work();
    } finally {
      db.run("ROLLBACK");
    }
  };

  test("a task that is deleted is held by nobody, and its session lives on", () => {
    within(() => {
      db.run("DELETE FROM tasks WHERE key = 'held'");
      expect(
        db.query("SELECT state, current_task_id AS task FROM sessions WHERE name = 'holder'").get(),
      ).toEqual({
        state: "booting",
        task: null,
      });
      expect([count("claims"), count("gate_runs"), count("merges"), count("task_dependencies")]).toEqual([
        0, 0, 0, 0,
      ]);
    });
  });

  test("a run that is deleted takes its tasks, and its sessions belong to no run", () => {
    within(() => {
      db.run("DELETE FROM runs");
      expect([count("tasks"), count("sessions WHERE run_id IS NULL"), count("sessions")]).toEqual([0, 3, 3]);
    });
  });

  test("the journal stays whatever is deleted", () => {
    within(() => {
      const before = count("events");
      db.run("DELETE FROM runs");
      db.run("DELETE FROM sessions");
      expect(count("events")).toBe(before);
    });
  });
});
