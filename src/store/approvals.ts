import type { Database } from "bun:sqlite";
import type { Approval } from "../domain/approval.ts";
import type { Session } from "../domain/session.ts";
import { isUnheard } from "./notices.ts";
import { oneOf } from "./one-of.ts";
import { lineOf } from "./session-query.ts";
import type { Transaction } from "./store.ts";

const COLUMNS = `id, session_id AS sessionId, question, asked_at AS askedAt, decision, decided_at AS decidedAt,
  decided_by AS decidedBy, note`;

const select = (db: Database, rest: string) =>
  db.query<Approval, [string]>(`SELECT ${COLUMNS} FROM approvals ${rest}`);

/** What the session asks a person; null when nothing is open. */
export const findOpenApproval = (db: Database, sessionId: string): Approval | null =>
  select(db, "WHERE session_id = ? AND decision IS NULL").get(sessionId);

/** What the session itself asked for last. */
export const ownApproval = (db: Database, sessionId: string): Approval | null =>
  newestApproval(db, [sessionId]);

/** What was asked for last by any of these sessions. */
export const newestApproval = (db: Database, sessionIds: readonly string[]): Approval | null =>
  db
    .query<Approval, string[]>(
      `SELECT ${COLUMNS} FROM approvals WHERE session_id ${oneOf(sessionIds)} ORDER BY asked_at DESC, id DESC LIMIT 1`,
    )
    .get(...sessionIds);

/** What was asked for last by the session, or by those whose work it goes on with. */
export const latestApproval = (db: Database, sessionId: string): Approval | null =>
  newestApproval(db, lineOf(db, sessionId));

/**
 * What a session at the gate asked itself and has no answer to yet that it has heard; null for one that was stopped by
 * somebody, that is elsewhere, or that knows its answer.
 */
export function findUnheardQuestion(db: Database, session: Session): Approval | null {
  if (session.phase !== "approval" || session.stopCause !== null) return null;
  const asked = ownApproval(db, session.id);
  if (asked?.decidedAt == null) return asked;
  return isUnheard(db, session.id, asked.decidedAt) ? asked : null;
}

/** The session asks a person. While a question is open, asking again replaces it. */
export function askApproval(tx: Transaction, session: Session, question: string): void {
  const open = findOpenApproval(tx.db, session.id);
  if (open?.question === question) return;
  if (open)
    tx.db.query("UPDATE approvals SET question = ?, asked_at = ? WHERE id = ?").run(question, tx.at, open.id);
  else
    tx.db
      .query("INSERT INTO approvals (id, session_id, question, asked_at) VALUES (?, ?, ?, ?)")
      .run(Bun.randomUUIDv7(), session.id, question, tx.at);
  tellAsked(tx, session, question);
}

/** False when it was decided before. */
export const settleApproval = (
  tx: Transaction,
  id: string,
  decision: "approved" | "rejected",
  by: string,
  note: string | null,
): boolean =>
  tx.db
    .query(
      "UPDATE approvals SET decision = ?, decided_at = ?, decided_by = ?, note = ? WHERE id = ? AND decision IS NULL",
    )
    .run(decision, tx.at, by, note, id).changes > 0;

/** The question goes along with the work: from now on it is open at the other session. */
export function passQuestion(tx: Transaction, { id, question }: Approval, to: Session): void {
  tx.db.query("UPDATE approvals SET session_id = ? WHERE id = ?").run(to.id, id);
  tellAsked(tx, to, question);
}

function tellAsked(tx: Transaction, session: Session, question: string): void {
  const { id, key, name, runId, currentTaskId: taskId } = session;
  tx.event("session.approval_asked", { runId, sessionId: id, taskId }, { key, name, question });
}

/** Open questions of sessions at that gate, of those that have ended only while a task waits for it; oldest first. */
export const listOpenQuestions = (db: Database): { key: string; name: string; question: string }[] =>
  db
    .query<{ key: string; name: string; question: string }, []>(
      // CROSS JOIN: from the few open questions to their sessions, and not through all sessions.
      `SELECT s.key, s.name, a.question FROM approvals AS a CROSS JOIN sessions AS s ON s.id = a.session_id
       WHERE a.decision IS NULL AND s.phase = 'approval' AND (s.ended_at IS NULL OR EXISTS (
         SELECT 1 FROM claims AS c JOIN tasks AS t ON t.id = c.task_id
         WHERE c.session_id = s.id AND t.status NOT IN ('complete', 'aborted')))
       ORDER BY a.asked_at`,
    )
    .all();
