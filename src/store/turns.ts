import type { Database } from "bun:sqlite";
import type { Turn, TurnState } from "../domain/agent/turn.ts";
import { decode, encode } from "./json-columns.ts";
import { IS_OPEN } from "./session-row.ts";
import type { Transaction } from "./store.ts";

const COLUMNS = `session_id AS sessionId, state, since, count, ask, fault, is_interrupted AS isInterrupted, said, background,
  reminders`;

/** Null for an agent that tells nothing of its turns. */
export function getTurn(db: Database, sessionId: string): Turn | null {
  const row = db.query(`SELECT ${COLUMNS} FROM turns WHERE session_id = ?`).get(sessionId);
  return row ? toTurn(row) : null;
}

/** Of the open sessions; those that are in that state, or all. */
export const listTurns = (db: Database, state?: TurnState): Turn[] =>
  db
    .query(
      `SELECT ${COLUMNS} FROM turns WHERE session_id IN (SELECT id FROM sessions WHERE ${IS_OPEN}) AND (?1 IS NULL OR state = ?1)`,
    )
    .all(state ?? null)
    .map(toTurn);

function toTurn(row: unknown): Turn {
  const turn = decode<Turn>(row, ["ask", "fault"]);
  return { ...turn, isInterrupted: Boolean(turn.isInterrupted) };
}

export function saveTurn(tx: Transaction, turn: Turn): void {
  tx.db
    .query(
      `INSERT INTO turns (session_id, state, since, count, ask, fault, is_interrupted, said, background, reminders)
       VALUES ($sessionId, $state, $since, $count, $ask, $fault, $isInterrupted, $said, $background, $reminders)
       ON CONFLICT (session_id) DO UPDATE SET state = $state, since = $since, count = $count, ask = $ask, fault = $fault,
         is_interrupted = $isInterrupted, said = $said, background = $background, reminders = $reminders`,
    )
    .run({
      ...turn,
      ask: encode(turn.ask),
      fault: encode(turn.fault),
      isInterrupted: turn.isInterrupted ? 1 : 0,
    });
}
