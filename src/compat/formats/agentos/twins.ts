import type { SqliteSource, TableRow } from "../../sources/sqlite-source.ts";

/** The two tables that hold the same sessions, the second one before and after its rows were moved into the first. */
export const CHATS = "chat_sessions";
export const TASK_SESSIONS = ["task_sessions", "task_sessions_legacy"] as const;
export type SessionTable = typeof CHATS | (typeof TASK_SESSIONS)[number];

/** The row of the same session in the other table; null when there is none. */
export type TwinOf = (table: SessionTable, id: string) => TableRow | null;

export function findTwins(source: SqliteSource): TwinOf {
  const find = (table: SessionTable, id: string): TableRow | null =>
    source.has(table, "session_id") ? source.find(`SELECT * FROM ${table} WHERE session_id = ?`, id) : null;
  return (table, id) =>
    table === CHATS ? (find(TASK_SESSIONS[0], id) ?? find(TASK_SESSIONS[1], id)) : find(CHATS, id);
}
