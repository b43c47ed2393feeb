import type { Database } from "bun:sqlite";
import type { PhaseChange } from "../domain/activity.ts";
import type { Session, SessionPhase } from "../domain/session.ts";
import { noteActivity, recordActivity } from "./activities.ts";
import { decode } from "./json-columns.ts";
import { oneOf } from "./one-of.ts";
import type { Transaction } from "./store.ts";

/** A change of a session's phase, as it declared it. */
export interface PhaseStep extends PhaseChange {
  /** ms UTC */
  at: number;
}

export interface PhaseDeclaration {
  to: SessionPhase;
  /** What went wrong, if something did. */
  error: string | null;
  /** Merged into the session's by key. */
  metadata: Record<string, unknown>;
  /** One sentence; made from the phases when absent. */
  text?: string;
}

/** The session is in that phase. Whether it may be is for `refusePhase` to say. */
export function recordPhase(tx: Transaction, session: Session, declaration: PhaseDeclaration): void {
  const { to, error, metadata } = declaration;
  const { id, phase: from } = session;
  tx.db
    .query("UPDATE sessions SET phase = ?, metadata = ? WHERE id = ?")
    .run(to, JSON.stringify({ ...session.metadata, ...metadata }), id);
  const text = declaration.text ?? describe(from, to, error);
  const change: PhaseChange = { from, to, error, metadata };
  recordActivity(tx, session, "phase", text, { ...change });
  tellPhase(tx, session, change);
}

/** The session goes on in the phase of another: it has that phase by now. */
export function noteInheritance(tx: Transaction, session: Session, predecessor: Session): void {
  const change: PhaseChange = { from: "initializing", to: session.phase, error: null, metadata: {} };
  noteActivity(tx, session, "phase", `goes on in ${session.phase}, where ${predecessor.key} stood`, {
    ...change,
  });
  tellPhase(tx, session, change);
}

function tellPhase(tx: Transaction, session: Session, { from, to, error }: PhaseChange): void {
  const { id, key, name, runId, currentTaskId: taskId } = session;
  tx.event("session.phase", { runId, sessionId: id, taskId }, { key, name, from, to, error });
}

function describe(from: string, to: string, error: string | null): string {
  const change = from === to ? `in ${to}` : `${from} → ${to}`;
  return error === null ? change : `${change}, with an error: ${error}`;
}

/** Of these sessions together, oldest first; of very many the newest 1000. */
export const listPhaseSteps = (db: Database, sessionIds: readonly string[]): PhaseStep[] =>
  db
    .query<{ at: number; data: string }, string[]>(
      `SELECT at, data FROM activities WHERE session_id ${oneOf(sessionIds)} AND kind = 'phase'
       ORDER BY id DESC LIMIT 1000`,
    )
    .all(...sessionIds)
    .map((row) => decode<{ at: number; data: PhaseChange }>(row, ["data"]))
    .map(({ at, data: { from, to, error, metadata } }) => ({ at, from, to, error, metadata }))
    .reverse();

/** The phase that the session itself declared last; null when it declared none. */
export const lastDeclaredPhase = (db: Database, sessionId: string): SessionPhase | null =>
  db
    .query<{ phase: SessionPhase }, [string]>(
      `SELECT data ->> '$.to' AS phase FROM activities WHERE session_id = ? AND kind = 'phase' ORDER BY id DESC LIMIT 1`,
    )
    .get(sessionId)?.phase ?? null;

/** How often it reported an error with a phase, and the last one. */
export function readErrors(db: Database, sessionId: string): { count: number; last: string | null } {
  const errors = db
    .query<{ count: number; last: string | null }, [string]>(
      // SQLite takes a bare column from the row that holds the maximum.
      `SELECT count(*) AS count, data ->> '$.error' AS last, max(id) FROM activities
       WHERE session_id = ? AND kind = 'phase' AND data ->> '$.error' IS NOT NULL`,
    )
    .get(sessionId);
  return { count: errors?.count ?? 0, last: errors?.last ?? null };
}
