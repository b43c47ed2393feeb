import type { Database } from "bun:sqlite";
import type { Merge, MergeState } from "../domain/merge.ts";
import { OverstoryError } from "../errors.ts";
import { nextKey } from "./counters.ts";
import { decode } from "./json-columns.ts";
import type { Transaction } from "./store.ts";

const COLUMNS = `id, key, run_id AS runId, task_id AS taskId, session_id AS sessionId, branch, head_commit AS headCommit,
  target_branch AS targetBranch, state, batch_id AS batchId, batch_position AS batchPosition, merge_commit AS mergeCommit,
  conflict_files AS conflictFiles, conflicts_with AS conflictsWith, reason, queued_at AS queuedAt, settled_at AS settledAt`;

const toMerge = (row: unknown): Merge => decode<Merge>(row, ["conflictFiles"]);

const list = (db: Database, rest: string, ...values: (string | number)[]): Merge[] =>
  db
    .query(`SELECT ${COLUMNS} FROM merges ${rest}`)
    .all(...values)
    .map(toMerge);

export function queueMerge(
  tx: Transaction,
  merge: Pick<Merge, "runId" | "taskId" | "sessionId" | "branch" | "headCommit" | "targetBranch">,
): void {
  tx.db
    .query(
      `INSERT INTO merges (id, key, run_id, task_id, session_id, branch, head_commit, target_branch, state, queued_at)
       VALUES ($id, $key, $runId, $taskId, $sessionId, $branch, $headCommit, $targetBranch, 'queued', $at)`,
    )
    .run({ ...merge, id: Bun.randomUUIDv7(), key: nextKey(tx, "MERGE"), at: tx.at });
  tx.event("merge.queued", merge, { branch: merge.branch, target: merge.targetBranch });
}

export type MergeResult =
  | { state: "merged"; commit: string }
  /** `with`: id of the merge that is the other side, when that is known. */
  | { state: "conflict"; files: string[]; with: string | null; reason: string }
  | { state: "red" | "failed" | "cancelled"; reason: string };

/** False when it was settled before. */
export function settleMerge(tx: Transaction, merge: Merge, result: MergeResult): boolean {
  const commit = result.state === "merged" ? result.commit : null;
  const files = result.state === "conflict" ? result.files : [];
  const other = result.state === "conflict" ? result.with : null;
  const reason = result.state === "merged" ? null : result.reason;
  const { changes } = tx.db
    .query(
      `UPDATE merges SET state = ?, merge_commit = ?, conflict_files = ?, conflicts_with = ?, reason = ?, settled_at = ?
       WHERE id = ? AND state = 'queued'`,
    )
    .run(result.state, commit, JSON.stringify(files), other, reason, tx.at, merge.id);
  if (changes > 0)
    tx.event(`merge.${result.state}`, merge, {
      key: merge.key,
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

/** Puts a merge that was refused, or taken out, at the end of the queue again, with that commit. */
export function requeueMerge(tx: Transaction, merge: Merge, headCommit: string): void {
  tx.db
    .query(
      `UPDATE merges SET state = 'queued', head_commit = ?, batch_id = NULL, batch_position = NULL, merge_commit = NULL, conflict_files = '[]',
         conflicts_with = NULL, reason = NULL, queued_at = ?, settled_at = NULL WHERE id = ?`,
    )
    .run(headCommit, tx.at, merge.id);
  tx.event("merge.queued", merge, { branch: merge.branch, target: merge.targetBranch });
}

/** Oldest first: the order of the queue. */
export const listMerges = (db: Database, runId: string): Merge[] =>
  list(db, "WHERE run_id = ? ORDER BY queued_at, id", runId);

export const listQueuedMerges = (db: Database): Merge[] =>
  list(db, "WHERE state = 'queued' ORDER BY queued_at, id");

/** The newest ones, in the order of the queue. */
export const listAllMerges = (db: Database, most: number): Merge[] =>
  list(db, "ORDER BY queued_at DESC, id DESC LIMIT ?", most).toReversed();

export const listMergesOfBatch = (db: Database, batchId: string): Merge[] =>
  list(db, "WHERE batch_id = ? ORDER BY batch_position", batchId);

/** Those by which the target has got one of these commits. */
export const listMergedBy = (db: Database, targetBranch: string, commits: readonly string[]): Merge[] =>
  list(
    db,
    "WHERE target_branch = ? AND state = 'merged' AND merge_commit <> head_commit AND merge_commit IN (SELECT value FROM json_each(?))",
    targetBranch,
    JSON.stringify(commits),
  );

export const getMerge = (db: Database, id: string): Merge | null => list(db, "WHERE id = ?", id)[0] ?? null;

/** By id or key. */
export function requireMerge(db: Database, idOrKey: string): Merge {
  const found = list(db, "WHERE id = ?1 OR key = upper(?1)", idOrKey)[0];
  if (found) return found;
  throw new OverstoryError("not_found", `there is no merge ${JSON.stringify(idOrKey)}`, {
    hint: "overstory merge list lists them",
  });
}

/** The last time that work at a task was to be merged; null when it never was. */
export const latestMergeOf = (db: Database, taskId: string): Merge | null =>
  list(db, "WHERE task_id = ? ORDER BY queued_at DESC, id DESC LIMIT 1", taskId)[0] ?? null;

/** Key of the merge by which exactly that commit was given back; null when what it is was not, or not as it is. */
export function givenBackAs(db: Database, taskId: string, head: string | null): string | null {
  const merge = latestMergeOf(db, taskId);
  const isGivenBack = merge?.state === "conflict" || merge?.state === "red";
  return isGivenBack && merge.headCommit === head ? merge.key : null;
}

/** Whose work it brings: `RUN-001/api (SESSION-004)`. */
export const labelMerge = (db: Database, id: string): string | null =>
  db
    .query<{ label: string }, [string]>(
      `SELECT r.key || '/' || t.key || ' (' || s.key || ')' AS label FROM merges AS m JOIN runs AS r ON r.id = m.run_id
       JOIN tasks AS t ON t.id = m.task_id JOIN sessions AS s ON s.id = m.session_id WHERE m.id = ?`,
    )
    .get(id)?.label ?? null;

export const hasQueuedMerge = (db: Database, taskId: string): boolean =>
  db.query("SELECT 1 FROM merges WHERE task_id = ? AND state = 'queued'").get(taskId) !== null;

/** How often work at a task was refused in one of these ways. */
export const countRefusals = (db: Database, taskId: string, states: readonly MergeState[]): number =>
  list(db, "WHERE task_id = ?", taskId).filter(({ state }) => states.includes(state)).length;
