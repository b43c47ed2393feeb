import type { Database } from "bun:sqlite";
import { decode } from "./json-columns.ts";
import type { Transaction } from "./store.ts";

/** A session that another system's agent keeps, by what it is called there. */
export interface Delegation {
  sessionId: string;
  agentName: string;
  taskRef: string;
  /** As it was first given. */
  context: Record<string, unknown>;
}

const COLUMNS = "session_id AS sessionId, agent_name AS agentName, task_ref AS taskRef, d.context AS context";

const toDelegation = (row: unknown): Delegation => decode<Delegation>(row, ["context"]);

export function insertDelegation(
  tx: Transaction,
  { sessionId, agentName, taskRef, context }: Delegation,
): void {
  tx.db
    .query("INSERT INTO delegations (session_id, agent_name, task_ref, context) VALUES (?, ?, ?, ?)")
    .run(sessionId, agentName, taskRef, JSON.stringify(context));
}

export const getDelegation = (db: Database, sessionId: string): Delegation | null => {
  const row = db.query(`SELECT ${COLUMNS} FROM delegations AS d WHERE session_id = ?`).get(sessionId);
  return row ? toDelegation(row) : null;
};

/** The newest of that agent for that task. */
export const findDelegation = (db: Database, agentName: string, taskRef: string): Delegation | null => {
  const row = db
    .query(
      `SELECT ${COLUMNS} FROM delegations AS d JOIN sessions AS s ON s.id = d.session_id
       WHERE agent_name = ? AND task_ref = ? ORDER BY s.started_at DESC, length(s.key) DESC, s.key DESC LIMIT 1`,
    )
    .get(agentName, taskRef);
  return row ? toDelegation(row) : null;
};
