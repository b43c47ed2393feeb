import type { Database } from "bun:sqlite";
import type { StackFrame } from "../domain/import/build-stack.ts";
import type { Candidate, SuggestionKind } from "../domain/import/find-holder.ts";
import { IS_OPEN } from "./session-row.ts";
import type { Transaction } from "./store.ts";

/**
 * Notes which imported sessions are named for which imported tasks: by the task (id or name), or by the session itself.
 * Reads the import's links; kept in a temporary table for `listUnderway` and `listCandidates`.
 */
export function gatherNamed(db: Database, importId: string): void {
  db.run(
    "CREATE TEMP TABLE IF NOT EXISTS import_named (task_id TEXT NOT NULL, session_id TEXT NOT NULL, underway INTEGER, PRIMARY KEY (task_id, session_id)) WITHOUT ROWID",
  );
  db.run("CREATE INDEX IF NOT EXISTS temp.import_named_session ON import_named (session_id)");
  db.run("DELETE FROM temp.import_named");
  const gather = (pair: string, join: string, kind: string) =>
    db
      .query(
        `INSERT OR IGNORE INTO temp.import_named (task_id, session_id) SELECT ${pair} FROM temp.import_links AS l
         JOIN imported_things AS t ON t.import_id = ?1 AND ${join} WHERE l.kind = '${kind}'`,
      )
      .run(importId);
  gather("l.owner, t.target_id", "t.kind = 'session' AND t.source_id = l.ref", "task.holder");
  gather("l.owner, t.target_id", "t.name = l.name AND t.kind = 'session'", "task.holder");
  gather("t.target_id, l.owner", "t.kind = 'task' AND t.source_id = l.ref", "session.task");
  db.run(
    "UPDATE temp.import_named SET underway = (SELECT status = 'underway' FROM tasks WHERE id = task_id)",
  );
}

export function forgetNamed(db: Database): void {
  db.run("DELETE FROM temp.import_named");
}

export interface ImportedTask {
  id: string;
  key: string;
  status: string;
  sprintId: string | null;
  createdAt: number;
}

const PAGE = 500;

/** The imported tasks that are underway, some at a time: they may change between two. */
export function* listUnderway(db: Database, importId: string): Generator<ImportedTask> {
  const page = db.query<ImportedTask, [string, string]>(
    `SELECT k.id, k.key, k.status, k.sprint_id AS sprintId, k.created_at AS createdAt
     FROM imported_things AS t JOIN tasks AS k ON k.id = t.target_id
     WHERE t.import_id = ? AND t.kind = 'task' AND k.status = 'underway' AND k.id > ? ORDER BY k.id LIMIT ${PAGE}`,
  );
  for (let after = ""; ; ) {
    const tasks = page.all(importId, after);
    yield* tasks;
    const last = tasks.at(-1);
    if (!last) return;
    after = last.id;
  }
}

/** Those that an open session names as what it works on, and that are not underway. */
export const listIdleCurrent = (
  db: Database,
): { taskId: string; sessionId: string; status: string; session: string }[] =>
  db
    .query<{ taskId: string; sessionId: string; status: string; session: string }, []>(
      `SELECT k.id AS taskId, s.id AS sessionId, k.status, s.key AS session
       FROM temp.import_named AS n JOIN tasks AS k ON k.id = n.task_id JOIN sessions AS s ON s.id = n.session_id
       WHERE s.${IS_OPEN} AND NOT n.underway AND k.status IN ('todo', 'paused', 'blocked', 'review') LIMIT 10000`,
    )
    .all();

/** The sessions that are named for a task. */
export const listCandidates = (db: Database, taskId: string): Candidate[] =>
  db
    .query<Omit<Candidate, "isOpen" | "holds"> & { isOpen: number; holds: number }, [string]>(
      `SELECT s.id, s.key, s.${IS_OPEN} AS isOpen, iif(s.${IS_OPEN}, NULL, coalesce(s.outcome, s.state)) AS ending,
         (SELECT count(*) FROM temp.import_named AS m WHERE m.session_id = s.id AND m.underway) AS wantedBy,
         s.current_task_id IS NOT NULL AS holds, s.phase, s.started_at AS startedAt
       FROM temp.import_named AS n JOIN sessions AS s ON s.id = n.session_id
       WHERE n.task_id = ? LIMIT 1000`,
    )
    .all(taskId)
    .map((row) => ({ ...row, isOpen: row.isOpen === 1, holds: row.holds === 1 }));

/** Pointer and history together; the task must be underway and held by nobody. */
export function holdImported(
  { db }: Transaction,
  sessionId: string,
  taskId: string,
  claimedAt: number,
): void {
  db.query("UPDATE sessions SET current_task_id = ? WHERE id = ?").run(taskId, sessionId);
  db.query(
    `INSERT INTO claims (task_id, attempt, session_id, claimed_at)
     VALUES (?1, (SELECT coalesce(max(attempt), 0) + 1 FROM claims WHERE task_id = ?1), ?2, ?3)`,
  ).run(taskId, sessionId, claimedAt);
}

export function pauseImported({ db }: Transaction, taskId: string, reason: string): void {
  db.query("UPDATE tasks SET status = 'paused', stop_reason = ? WHERE id = ?").run(reason, taskId);
}

/** Puts the frames on a stack that has so many, with the activities that it can be rebuilt from. It ends below a task that another session has on its own. */
export function stackImported(
  { db }: Transaction,
  sessionId: string,
  frames: readonly StackFrame[],
  onTopOf = 0,
): void {
  const taken = db.query("SELECT 1 FROM context_frames WHERE task_id = ?");
  const frame = db.query(
    "INSERT INTO context_frames (session_id, depth, kind, sprint_id, task_id, pushed_at) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const activity = db.query(
    "INSERT INTO activities (at, session_id, task_id, sprint_id, kind, text, data) VALUES (?, ?, ?, ?, 'context', ?, ?)",
  );
  for (const [index, { kind, sprintId, taskId, pushedAt }] of frames.entries()) {
    const depth = onTopOf + index;
    if (taskId !== null && taken.get(taskId) !== null) return;
    frame.run(sessionId, depth, kind, sprintId, taskId, pushedAt);
    const data = { action: "push", kind, depth, sprintId, taskId, durationMs: null };
    activity.run(
      pushedAt,
      sessionId,
      taskId,
      sprintId,
      `imported: the ${kind} is on the stack`,
      JSON.stringify(data),
    );
  }
}

export function addSuggestion(
  { db }: Transaction,
  importId: string,
  number: number,
  suggestion: { kind: SuggestionKind; sessionId: string; taskId: string; reason: string },
): void {
  db.query("INSERT INTO import_suggestions VALUES (?, ?, ?, ?, ?, ?, NULL)").run(
    importId,
    number,
    suggestion.kind,
    suggestion.sessionId,
    suggestion.taskId,
    suggestion.reason,
  );
}

export const stackHeight = (db: Database, sessionId: string): number =>
  db
    .query<{ height: number }, [string]>("SELECT count(*) AS height FROM context_frames WHERE session_id = ?")
    .get(sessionId)?.height ?? 0;
