import type { Database } from "bun:sqlite";
import type { Merge } from "../domain/merge.ts";
import { decode } from "./json-columns.ts";
import type { Transaction } from "./store.ts";

const COLUMNS = `id, run_id AS runId, task_id AS taskId, session_id AS sessionId, branch, head_commit AS headCommit,
  target_branch AS targetBranch, state, merge_commit AS mergeCommit, conflict_files AS conflictFiles, reason,
  queued_at AS queuedAt, settled_at AS settledAt`;

const toMerge = (row: unknown): Merge => decode<Merge>(row, ["conflictFiles"]);

export function queueMerge(
  tx: Transaction,
  merge: Pick<Merge, "runId" | "taskId" | "sessionId" | "branch" | "headCommit" | "targetBranch">,
): void {
  tx.db
    .query(
      `INSERT INTO merges (id, run_id, task_id, session_id, branch, head_commit, target_branch, state, queued_at)
       VALUES ($id, $runId, $taskId, $sessionId, $branch, $headCommit, $targetBranch, 'queued', $at)`,
    )
    .run({ ...merge, id: Bun.randomUUIDv7(), at: tx.at });
  tx.event("merge.queued", merge, { branch: merge.branch, target: merge.targetBranch });
}

export type MergeResult =
  | { state: "merged"; commit: string }
  | { state: "conflict"; files: string[]; reason: string }
  | { state: "failed"; reason: string };

/** False when it was settled before. */
export function settleMerge(tx: Transaction, merge: Merge, result: MergeResult): boolean {
  const commit = result.state === "merged" ? result.commit : null;
  const files = result.state === "conflict" ? result.files : [];
  const reason = result.state === "merged" ? null : result.reason;
  const { changes } = tx.db
    .query(
      `UPDATE merges SET state = ?, merge_commit = ?, conflict_files = ?, reason = ?, settled_at = ?
       WHERE id = ? AND state = 'queued'`,
    )
    .run(result.state, commit, JSON.stringify(files), reason, tx.at, merge.id);
  if (changes > 0)
    tx.event(`merge.${result.state}`, merge, {
      branch: merge.branch,
      target: merge.targetBranch,
      commit,
      files,
      reason,
    });
  return changes > 0;
}

/** Says why a queued merge cannot be made now; told once. */
export function holdMerge(tx: Transaction, merge: Merge, reason: string): void {
  const { changes } = tx.db
    .query("UPDATE merges SET reason = ?1 WHERE id = ?2 AND state = 'queued' AND reason IS NOT ?1")
    .run(reason, merge.id);
  if (changes > 0)
    tx.event("merge.held", merge, { branch: merge.branch, target: merge.targetBranch, reason });
}

/** Oldest first: the order of the queue. */
export const listMerges = (db: Database, runId: string): Merge[] =>
  db.query(`SELECT ${COLUMNS} FROM merges WHERE run_id = ? ORDER BY queued_at, id`).all(runId).map(toMerge);

export const listQueuedMerges = (db: Database): Merge[] =>
  db.query(`SELECT ${COLUMNS} FROM merges WHERE state = 'queued' ORDER BY queued_at, id`).all().map(toMerge);

export const hasQueuedMerge = (db: Database, taskId: string): boolean =>
  db.query("SELECT 1 FROM merges WHERE task_id = ? AND state = 'queued'").get(taskId) !== null;
