import type { Database } from "bun:sqlite";
import type { ContextChange } from "../domain/activity.ts";
import type { ContextFrame } from "../domain/context.ts";
import { formatDuration } from "../domain/format-duration.ts";
import { type Doer, noteActivity } from "./activities.ts";
import type { Transaction } from "./store.ts";

const COLUMNS = "depth, kind, sprint_id AS sprintId, task_id AS taskId, pushed_at AS pushedAt";

const frames = (db: Database, rest: string) =>
  db.query<ContextFrame, (string | number)[]>(`SELECT ${COLUMNS} FROM context_frames ${rest}`);

/** From the project up; none before the session was given anything to do, and after its end. */
export const listFrames = (db: Database, sessionId: string): ContextFrame[] =>
  frames(db, "WHERE session_id = ? ORDER BY depth").all(sessionId);

/** What it does now. */
export const topFrame = (db: Database, sessionId: string): ContextFrame | null =>
  frames(db, "WHERE session_id = ? ORDER BY depth DESC LIMIT 1").get(sessionId);

export const frameAt = (db: Database, sessionId: string, depth: number): ContextFrame | null =>
  frames(db, "WHERE session_id = ? AND depth = ?").get(sessionId, depth);

/** The lowest few above that depth, lowest first. */
export const framesAbove = (db: Database, sessionId: string, depth: number, limit: number): ContextFrame[] =>
  frames(db, "WHERE session_id = ? AND depth > ? ORDER BY depth LIMIT ?").all(sessionId, depth, limit);

/** Where the task stands on a stack; null when it is on none. */
export const findFrame = (db: Database, taskId: string): (ContextFrame & { sessionId: string }) | null =>
  db
    .query<ContextFrame & { sessionId: string }, [string]>(
      `SELECT ${COLUMNS}, session_id AS sessionId FROM context_frames WHERE task_id = ?`,
    )
    .get(taskId);

/** Sessions that have the sprint on their stack: how deep it stands, and whether something stands above it. */
export const listSprintFrames = (
  db: Database,
  sprintId: string,
): { sessionId: string; depth: number; isTop: boolean }[] =>
  db
    .query<{ sessionId: string; depth: number; isTop: number }, [string]>(
      `SELECT session_id AS sessionId, depth, NOT EXISTS (SELECT 1 FROM context_frames AS above
         WHERE above.session_id = f.session_id AND above.depth = f.depth + 1) AS isTop
       FROM context_frames AS f WHERE sprint_id = ?`,
    )
    .all(sprintId)
    .map((frame) => ({ ...frame, isTop: frame.isTop === 1 }));

/** Key of the sprint or the task; the project has none. */
export function nameFrame(db: Database, { kind, sprintId, taskId }: Omit<ContextFrame, "depth">): string {
  const table = kind === "sprint" ? "sprints" : "tasks";
  const id = sprintId ?? taskId;
  if (id === null) return "the project";
  return db.query<{ key: string }, [string]>(`SELECT key FROM ${table} WHERE id = ?`).get(id)?.key ?? id;
}

/** Puts it on top. Whether it may stand there must have been asked before. */
export function pushFrame(
  tx: Transaction,
  session: Doer,
  frame: Omit<ContextFrame, "depth" | "pushedAt">,
): void {
  const depth = (topFrame(tx.db, session.id)?.depth ?? -1) + 1;
  const pushed = { ...frame, depth, pushedAt: tx.at };
  tx.db
    .query(
      `INSERT INTO context_frames (session_id, depth, kind, sprint_id, task_id, pushed_at)
       VALUES ($sessionId, $depth, $kind, $sprintId, $taskId, $pushedAt)`,
    )
    .run({ ...pushed, sessionId: session.id });
  noteChange(tx, session, "push", pushed);
}

/** Takes off all that stands at that depth and above; answers it, top first. */
export function popFrames(tx: Transaction, session: Doer, depth: number): ContextFrame[] {
  const popped: ContextFrame[] = [];
  for (let top = topFrame(tx.db, session.id); top && top.depth >= depth; top = topFrame(tx.db, session.id)) {
    noteChange(tx, session, "pop", top);
    tx.db.query("DELETE FROM context_frames WHERE session_id = ? AND depth = ?").run(session.id, top.depth);
    popped.push(top);
  }
  return popped;
}

/** Nothing is left on the stack of a session that has ended. Its task must have been released before. */
export const closeStack = (tx: Transaction, session: Doer): void => {
  popFrames(tx, session, 0);
};

/** Written while the frame is on the stack, so that it belongs to what it tells of. */
function noteChange(tx: Transaction, session: Doer, action: "push" | "pop", frame: ContextFrame): void {
  const { pushedAt, ...place } = frame;
  const durationMs = action === "pop" ? tx.at - pushedAt : null;
  const name = nameFrame(tx.db, frame);
  const text =
    durationMs === null
      ? `${name} is on the stack`
      : `${name} is off the stack after ${formatDuration(durationMs)}`;
  noteActivity(tx, session, "context", text, { action, ...place, durationMs } satisfies ContextChange);
}
