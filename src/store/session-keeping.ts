import type { Database } from "bun:sqlite";
import { isOpen, type ProcessIdentity, type Session, SHELL_GONE } from "../domain/session.ts";
import { noteActivity, recordActivity } from "./activities.ts";
import { findOpenApproval } from "./approvals.ts";
import { setAttention, type Wait } from "./session-changes.ts";
import { encodeTerminal, IS_OPEN, SESSION_COLUMNS, toSession } from "./session-row.ts";
import { requireSession } from "./sessions.ts";
import type { Transaction } from "./store.ts";

/** Its time stands still from now on. It must be open and not paused. */
export function pauseSession(tx: Transaction, session: Session, reason: string | null): void {
  recordActivity(tx, session, "pause", reason === null ? "paused" : `paused: ${reason}`, { reason });
  stopTime(tx, session, tx.at, reason);
}

/**
 * The shell of a kept session is gone: its time stands still since its last activity. Does nothing for one that has ended,
 * is paused, or has another shell by now.
 */
export function leaveBehind(tx: Transaction, id: string, shell: ProcessIdentity): void {
  const session = requireSession(tx.db, id);
  const { endedAt, terminal, activeSince, lastActivityAt } = session;
  if (endedAt !== null || activeSince === null) return;
  if (terminal?.pid !== shell.pid || terminal.startTime !== shell.startTime) return;
  noteActivity(tx, session, "pause", `paused: ${SHELL_GONE}`, { reason: SHELL_GONE, since: lastActivityAt });
  stopTime(tx, session, lastActivityAt, SHELL_GONE);
}

function stopTime(tx: Transaction, session: Session, at: number, reason: string | null): void {
  const { id, key, name, runId, currentTaskId: taskId } = session;
  tx.db
    .query(
      `UPDATE sessions SET active_ms = active_ms + max(0, ? - coalesce(active_since, ?)), active_since = NULL WHERE id = ?`,
    )
    .run(at, at, id);
  setAttention(tx, session, { attention: "paused", reason, until: null });
  tx.event("session.paused", { runId, sessionId: id, taskId }, { key, name, reason });
}

/** Its time goes on from now, and what it waited for beside the pause is what it waits for again. */
export function continueSession(tx: Transaction, session: Session): void {
  const pausedMs = tx.at - (pausedSince(tx.db, session) ?? tx.at);
  tx.db.query("UPDATE sessions SET active_since = ? WHERE id = ?").run(tx.at, session.id);
  setAttention(tx, session, openQuestion(tx.db, session));
  recordResume(tx, session, "resumed", pausedMs);
}

/** Somebody goes on with it; `pausedMs` is 0 when its time had not stood still. */
export function recordResume(tx: Transaction, session: Session, text: string, pausedMs: number): void {
  const { id, key, name, runId, currentTaskId: taskId } = session;
  recordActivity(tx, session, "resume", text, { pausedMs });
  tx.event("session.resumed", { runId, sessionId: id, taskId }, { key, name, pausedMs });
}

/** Its time stands still because somebody paused it. */
export const isPaused = ({ state, attention, activeSince }: Session): boolean =>
  isOpen(state) && state !== "booting" && attention === "paused" && activeSince === null;

/** When it was paused, ms UTC; null when it is not. */
export function pausedSince(db: Database, session: Session): number | null {
  if (!isPaused(session)) return null;
  const pause = db
    .query<{ since: number }, [string]>(
      `SELECT coalesce(data ->> '$.since', at) AS since FROM activities WHERE session_id = ? AND kind = 'pause'
       ORDER BY id DESC LIMIT 1`,
    )
    .get(session.id);
  return pause?.since ?? session.lastActivityAt;
}

/**
 * What an open session waits for, whatever its agent does meanwhile: that it is resumed, or that a person decides. null
 * when nothing holds it.
 */
export function gateOf(db: Database, session: Session): Wait | null {
  if (isPaused(session)) return { attention: "paused", reason: session.attentionReason, until: null };
  return openQuestion(db, session);
}

function openQuestion(db: Database, { id, phase }: Session): Wait | null {
  const open = phase === "approval" ? findOpenApproval(db, id) : null;
  return open && { attention: "approval", reason: open.question, until: null };
}

/** From now on it is the current session of that shell, or (null) of none. */
export function setTerminal(tx: Transaction, id: string, terminal: ProcessIdentity | null): void {
  tx.db.query("UPDATE sessions SET terminal = ? WHERE id = ?").run(encodeTerminal(terminal), id);
}

export const recordSummary = (tx: Transaction, id: string, summary: string): void => {
  tx.db.query("UPDATE sessions SET summary = ? WHERE id = ?").run(summary, id);
};

/** The open session that is current in that shell. */
export const findByTerminal = (db: Database, terminal: ProcessIdentity): Session | null => {
  const row = db
    .query(`SELECT ${SESSION_COLUMNS} FROM sessions WHERE terminal = ? AND ${IS_OPEN}`)
    .get(encodeTerminal(terminal));
  return row ? toSession(row) : null;
};

/** Open sessions with a shell of their own whose time goes on. */
export const listWithShell = (db: Database): { id: string; terminal: ProcessIdentity }[] =>
  db
    .query<{ id: string; terminal: string }, []>(
      `SELECT id, terminal FROM sessions WHERE terminal IS NOT NULL AND active_since IS NOT NULL AND ${IS_OPEN}`,
    )
    .all()
    .map(({ id, terminal }) => ({ id, terminal: JSON.parse(terminal) }));

/** The session that was given that token, which may have ended. */
export const findByToken = (db: Database, token: string): Session | null => {
  const row = db.query(`SELECT ${SESSION_COLUMNS} FROM sessions WHERE token = ?`).get(token);
  return row ? toSession(row) : null;
};

/** What lets a caller act as that session: for its own environment alone. */
export const readToken = (db: Database, id: string): string | null =>
  db.query<{ token: string | null }, [string]>("SELECT token FROM sessions WHERE id = ?").get(id)?.token ??
  null;

/** Whether a task is complete that it was the last to work on. */
export const hasCompletedTask = (db: Database, id: string): boolean =>
  db
    .query(
      `SELECT 1 FROM claims AS c JOIN tasks AS t ON t.id = c.task_id WHERE c.session_id = ? AND t.status = 'complete'
         AND c.attempt = (SELECT max(attempt) FROM claims WHERE task_id = c.task_id) LIMIT 1`,
    )
    .get(id) !== null;
