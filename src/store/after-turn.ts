import type { Database } from "bun:sqlite";
import type { Turn } from "../domain/agent/turn.ts";
import type { Session } from "../domain/session.ts";
import { SESSION_COLUMNS, toSession } from "./session-row.ts";
import { requireSession } from "./sessions.ts";
import type { Transaction } from "./store.ts";
import { listTurns } from "./turns.ts";

/** An agent whose turn is over, and that nobody is ending. */
export interface IdleAgent {
  session: Session;
  turn: Turn;
}

/** Those that overstory runs on a screen, longest idle first. */
export function listIdleAgents(db: Database): IdleAgent[] {
  const turns = listTurns(db, "idle").sort(
    (a, b) => a.since - b.since || (a.sessionId < b.sessionId ? -1 : 1),
  );
  const sessions = new Map(
    db
      .query(
        `SELECT ${SESSION_COLUMNS} FROM sessions
         WHERE state IN ('working', 'stalled') AND source = 'spawned' AND mode = 'interactive' AND exited_at IS NULL
           AND stop_cause IS NULL AND dismissed_at IS NULL AND id IN (SELECT value FROM json_each(?))`,
      )
      .all(JSON.stringify(turns.map(({ sessionId }) => sessionId)))
      .map((row) => toSession(row))
      .map((session) => [session.id, session]),
  );
  return turns.flatMap((turn) => {
    const session = sessions.get(turn.sessionId);
    return session ? [{ session, turn }] : [];
  });
}

const IDLE = `state IN ('working', 'stalled') AND exited_at IS NULL AND stop_cause IS NULL AND dismissed_at IS NULL
  AND EXISTS (SELECT 1 FROM turns WHERE session_id = sessions.id AND state = 'idle' AND since = $since AND count = $count
    AND ask IS NULL AND background = 0)`;

/** Whether nothing has come of it since: it is in that turn no more, and nobody is ending it. */
export const isStillIdle = (db: Database, { turn: { sessionId: id, since, count } }: IdleAgent): boolean =>
  db.query(`SELECT 1 FROM sessions WHERE id = $id AND ${IDLE}`).get({ id, since, count }) !== null;

/** What is on record of what was said to it and by it, see `AfterTurnFacts`. */
export interface TurnHistory {
  hasMessage: boolean;
  isDeclaredDone: boolean;
  remindedAtCommits: number | null;
  remindersInAll: number;
  tries: number;
}

/** @param provesSeen it can be proven that a message was seen: until then, or until it is given up, it is under way */
export function readTurnHistory(db: Database, { sessionId, since }: Turn, provesSeen: boolean): TurnHistory {
  const reminders = db
    .query<{ commits: number }, [string]>(
      `SELECT data ->> '$.commits' AS commits FROM events
       WHERE session_id = ? AND kind = 'session.reminded' AND data ->> '$.why' = 'unfinished' ORDER BY id`,
    )
    .all(sessionId);
  return {
    hasMessage: hasMessage(db, sessionId, since, provesSeen),
    isDeclaredDone: isDeclaredDone(db, sessionId),
    remindedAtCommits: reminders.at(-1)?.commits ?? null,
    remindersInAll: reminders.length,
    tries: countTries(db, sessionId),
  };
}

/** What was submitted since its turn was over begins the next, though that may not be heard of yet. */
const hasMessage = (db: Database, sessionId: string, since: number, provesSeen: boolean): boolean =>
  db
    .query(
      `SELECT 1 FROM messages WHERE session_id = ?1 AND (state = 'queued' OR (submit = 1 AND (state = 'typed'
         OR (state = 'submitted' AND (?3 OR submitted_at >= ?2))))) LIMIT 1`,
    )
    .get(sessionId, since, provesSeen) !== null;

/** It has said itself that its task is done. */
export const isDeclaredDone = (db: Database, sessionId: string): boolean =>
  db
    .query(
      `SELECT 1 FROM activities WHERE session_id = ? AND kind = 'task' AND data ->> '$.action' = 'declare' LIMIT 1`,
    )
    .get(sessionId) !== null;

/** How often in a row it was told to go on, without a turn that went well or a tool in between. */
const countTries = (db: Database, sessionId: string): number =>
  db
    .query<{ tries: number }, [string]>(
      `SELECT count(*) AS tries FROM events WHERE session_id = ?1 AND kind = 'session.reminded' AND data ->> '$.why' = 'fault'
         AND id > coalesce((SELECT max(id) FROM events WHERE session_id = ?1 AND kind = 'session.turn_ended'), 0)
         AND at > coalesce((SELECT max(at) FROM activities WHERE session_id = ?1 AND kind = 'command'), 0)`,
    )
    .get(sessionId)?.tries ?? 0;

/** When a limit of the group was found to be over since the session last ran into one, ms UTC; null when none was. */
export const limitEndedAt = (db: Database, sessionId: string, group: string): number | null =>
  db
    .query<{ at: number | null }, [string, string]>(
      `SELECT max(at) AS at FROM events WHERE kind = 'limit.ended' AND data ->> '$.group' = ?2
         AND id > coalesce((SELECT max(id) FROM events WHERE session_id = ?1 AND kind = 'session.turn_failed'), 0)`,
    )
    .get(sessionId, group)?.at ?? null;

/**
 * It has done its work and is to be ended. False when that is not so any more: it is in a turn again, is asked or told
 * something, or is being ended.
 */
export function recordDismissal(tx: Transaction, seen: IdleAgent, why: string): boolean {
  const { session, turn } = seen;
  const { changes } = tx.db
    .query(
      `UPDATE sessions SET dismissed_at = $at WHERE id = $id AND ${IDLE}
         AND NOT EXISTS (SELECT 1 FROM messages WHERE session_id = $id AND (state = 'queued'
           OR (submit = 1 AND (state = 'typed' OR (state = 'submitted' AND submitted_at >= $since)))))`,
    )
    .run({ at: tx.at, id: session.id, since: turn.since, count: turn.count });
  if (changes > 0)
    tx.event("session.dismissed", subjectOf(session), { key: session.key, name: session.name, why });
  return changes > 0;
}

/** What an agent is told about its last turn. */
export interface Reminder {
  /** Its work is not finished, a fault of its model had broken the turn off, or it was to hear something. */
  why: "unfinished" | "fault" | "notice";
  text: string;
  /** Counts in a row. */
  number: number;
  /** What it has made by then. */
  commits: number;
}

export function recordReminder(tx: Transaction, { session, turn }: IdleAgent, reminder: Reminder): void {
  const { id, key } = requireSession(tx.db, session.id);
  if (reminder.why === "unfinished")
    tx.db.query("UPDATE turns SET reminders = ? WHERE session_id = ?").run(reminder.number, id);
  tx.event("session.reminded", subjectOf(session), {
    key,
    name: session.name,
    turn: turn.count,
    ...reminder,
  });
}

const subjectOf = ({ id, runId, currentTaskId: taskId }: Session) => ({ runId, sessionId: id, taskId });
