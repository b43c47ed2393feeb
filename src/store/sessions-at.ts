import type { Database } from "bun:sqlite";
import type { Session } from "../domain/session.ts";
import { SESSION_COLUMNS, toSession } from "./session-row.ts";

/** Sessions that worked, or work, in that worktree; oldest first. */
export const listSessionsAt = (db: Database, worktree: string): Session[] =>
  db
    .query(`SELECT ${SESSION_COLUMNS} FROM sessions WHERE worktree = ? ORDER BY started_at, id`)
    .all(worktree)
    .map(toSession);
