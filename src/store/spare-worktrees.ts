import type { Database } from "bun:sqlite";
import type { Transaction } from "./store.ts";

/** A worktree that is ready for a next task. */
export interface SpareWorktree {
  path: string;
  state: "ready" | "taken";
  /** What it holds. */
  commit: string;
  bytes: number;
  /** ms UTC */
  returnedAt: number;
}

const COLUMNS = 'path, state, commit_id AS "commit", bytes, returned_at AS returnedAt';

export const insertSpare = (
  tx: Transaction,
  { path, commit, bytes }: Pick<SpareWorktree, "path" | "commit" | "bytes">,
) =>
  tx.db
    .query(
      "INSERT INTO spare_worktrees (path, state, commit_id, bytes, returned_at) VALUES (?, 'ready', ?, ?, ?)",
    )
    .run(path, commit, bytes, tx.at);

/** Hands out the one that was put back last, which is likely the nearest to what is wanted next; null without one. */
export const takeSpare = ({ db }: Transaction): string | null =>
  db
    .query<{ path: string }, []>(
      `UPDATE spare_worktrees SET state = 'taken' WHERE path =
         (SELECT path FROM spare_worktrees WHERE state = 'ready' ORDER BY returned_at DESC, path LIMIT 1)
       RETURNING path`,
    )
    .get()?.path ?? null;

/** The same for that one; false when somebody has it, or it is not from before that time (ms UTC). */
export const takeOldSpare = ({ db }: Transaction, path: string, before: number): boolean =>
  db
    .query(
      "UPDATE spare_worktrees SET state = 'taken' WHERE path = ? AND state = 'ready' AND returned_at < ?",
    )
    .run(path, before).changes > 0;

export const removeSpare = ({ db }: Transaction, path: string) =>
  db.query("DELETE FROM spare_worktrees WHERE path = ?").run(path);

/** Oldest first. */
export const listSpares = (db: Database): SpareWorktree[] =>
  db.query<SpareWorktree, []>(`SELECT ${COLUMNS} FROM spare_worktrees ORDER BY returned_at, path`).all();
