import type { Database } from "bun:sqlite";
import { buildStack } from "../domain/import/build-stack.ts";
import type { SuggestionKind } from "../domain/import/find-holder.ts";
import { isOpen } from "../domain/session.ts";
import type { TaskStatus } from "../domain/task.ts";
import { OverstoryError } from "../errors.ts";
import { findHolder } from "./claims.ts";
import { holdImported, stackHeight, stackImported } from "./import-holders.ts";
import type { ImportRecord } from "./imports.ts";
import { requireSession } from "./sessions.ts";
import type { Transaction } from "./store.ts";
import { requireTask } from "./tasks.ts";

/** A link that is likely and not certain. */
export interface Suggestion {
  /** From 1, in its import. */
  number: number;
  kind: SuggestionKind;
  sessionId: string | null;
  session: string | null;
  taskId: string | null;
  task: string | null;
  title: string | null;
  reason: string;
  /** ms UTC */
  appliedAt: number | null;
}

export const listSuggestions = (db: Database, importId: string): Suggestion[] =>
  db
    .query<Suggestion, [string]>(
      `SELECT i.number, i.kind, i.session_id AS sessionId, s.key AS session, i.task_id AS taskId, k.key AS task, k.title,
         i.reason, i.applied_at AS appliedAt
       FROM import_suggestions AS i LEFT JOIN sessions AS s ON s.id = i.session_id LEFT JOIN tasks AS k ON k.id = i.task_id
       WHERE i.import_id = ? ORDER BY i.number`,
    )
    .all(importId);

/**
 * Does what was suggested: the session takes the task, or the task is complete, or free again. Throws `not_found`, and
 * `conflict` when it was done before or what is the case now forbids it.
 */
export function applySuggestion(tx: Transaction, record: ImportRecord, number: number): Suggestion {
  const suggestion = requireSuggestion(tx.db, record, number);
  const { kind, sessionId, taskId } = suggestion;
  if (sessionId === null || taskId === null)
    throw conflict(suggestion, "what it is about is not there any more");
  if (suggestion.appliedAt !== null) throw conflict(suggestion, "it was applied before");
  if (kind === "current_task") giveTask(tx, suggestion, sessionId, taskId);
  else moveFree(tx, suggestion, taskId, kind === "complete_task" ? "complete" : "todo");
  tx.db
    .query("UPDATE import_suggestions SET applied_at = ? WHERE import_id = ? AND number = ?")
    .run(tx.at, record.id, number);
  return requireSuggestion(tx.db, record, number);
}

function requireSuggestion(db: Database, { id, key }: ImportRecord, number: number): Suggestion {
  const found = listSuggestions(db, id).find((one) => one.number === number);
  if (found) return found;
  throw new OverstoryError("not_found", `${key} has no suggestion ${number}`, {
    hint: `overstory import suggestions ${key}`,
  });
}

function giveTask(tx: Transaction, suggestion: Suggestion, sessionId: string, taskId: string): void {
  const session = requireSession(tx.db, sessionId);
  if (!isOpen(session.state)) throw conflict(suggestion, `${session.key} has ended`);
  if (session.currentTaskId !== null) throw conflict(suggestion, `${session.key} holds another task`);
  moveFree(tx, suggestion, taskId, "underway");
  holdImported(tx, sessionId, taskId, tx.at);
  // Without a task there is a project at most, and a sprint.
  const frames = buildStack([], { id: taskId, sprintId: null }, session.startedAt);
  const height = stackHeight(tx.db, sessionId);
  stackImported(
    tx,
    sessionId,
    height === 0 ? frames : frames.slice(-1).map((frame) => ({ ...frame, pushedAt: tx.at })),
    height,
  );
}

const EVENTS = { underway: "task.underway", complete: "task.complete", todo: "task.reopened" } as const;

/** Moves a task that nobody holds and that is not closed. */
function moveFree(
  tx: Transaction,
  suggestion: Suggestion,
  taskId: string,
  status: TaskStatus & keyof typeof EVENTS,
): void {
  const holder = findHolder(tx.db, taskId);
  if (holder) throw conflict(suggestion, `${holder.key} holds the task`);
  const { changes } = tx.db
    .query(
      `UPDATE tasks SET status = ?1, stop_code = NULL, stop_reason = NULL, updated_at = ?2, closed_at = iif(?1 = 'complete', ?2, NULL)
       WHERE id = ?3 AND status NOT IN ('complete', 'aborted', 'underway')`,
    )
    .run(status, tx.at, taskId);
  const task = requireTask(tx.db, taskId);
  if (changes === 0) throw conflict(suggestion, `${task.key} is ${task.status}`);
  tx.event(
    EVENTS[status],
    { runId: task.runId, taskId, sessionId: suggestion.sessionId },
    { key: task.key, reason: `as suggested by an import: ${suggestion.reason}` },
  );
}

const conflict = ({ number }: Suggestion, why: string) =>
  new OverstoryError("conflict", `suggestion ${number} cannot be applied: ${why}`);
