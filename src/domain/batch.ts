import type { Merge } from "./merge.ts";
import type { ProcessIdentity } from "./session.ts";

export const BATCH_STATES = ["checking", "green", "red", "stale"] as const;
export type BatchState = (typeof BATCH_STATES)[number];

/** Branches merged one upon the other and checked together, before their target is moved to the result. */
export interface Batch {
  id: string;
  targetBranch: string;
  /** Where the target stood when it was made. */
  baseCommit: string;
  /** What the target becomes when it is green; kept from git's own pruning by `refs/overstory/merge/<id>`. */
  resultCommit: string;
  state: BatchState;
  /** Run one after the other, on the result. */
  gates: readonly string[];
  worktree: string | null;
  /** Id of the run whose result it brings into the branch that the run is for; null for a batch of merges. */
  delivers: string | null;
  /** The commit that is delivered. */
  deliveredCommit: string | null;
  beganAt: number;
  settledAt: number | null;
}

/** A check of the bare target: whether that is red by itself, before a branch is blamed. */
export const isProbe = ({ baseCommit, resultCommit }: Pick<Batch, "baseCommit" | "resultCommit">): boolean =>
  baseCommit === resultCommit;

/** One run of one gate on a batch. */
export interface BatchGate {
  id: string;
  batchId: string;
  /** Place in the batch's list of gates, from 0. */
  position: number;
  command: string;
  process: ProcessIdentity | null;
  startedAt: number;
  endedAt: number | null;
  /** null while it runs, or when it ended without leaving a status. */
  exitCode: number | null;
  /** Passed, failed, or null while it runs. */
  passed: boolean | null;
}

/**
 * Which of a target's queue are merged and checked together next. What was red together is tried by halves, the first
 * half first: when that is green and merged, what is left of the red ones is halved again, down to the one that is red.
 *
 * @param queue in its order
 * @param redBatchId the newest batch that was red and whose culprit is not found yet; null without one
 * @param most so many at a time
 */
export function chooseBatch<M extends Pick<Merge, "batchId">>(
  queue: readonly M[],
  redBatchId: string | null,
  most: number,
): M[] {
  const suspects = redBatchId === null ? [] : queue.filter(({ batchId }) => batchId === redBatchId);
  return suspects.length > 0 ? suspects.slice(0, Math.ceil(suspects.length / 2)) : queue.slice(0, most);
}

/**
 * The same where the target is red by itself. Whoever was red there is not blamed, and waits until it moves; the others are
 * tried alone, one after the other: one of them may be what mends it.
 *
 * @param probes checks of the bare target that were red where it stands
 */
export const chooseOnRed = <M extends Pick<Merge, "batchId">>(
  queue: readonly M[],
  probes: readonly string[],
): { chosen: M[]; waiting: M[] } => ({
  chosen: queue.filter(({ batchId }) => batchId === null || !probes.includes(batchId)).slice(0, 1),
  waiting: queue.filter(({ batchId }) => batchId !== null && probes.includes(batchId)),
});

/** What a batch under check needs: that a gate is run, that one is waited for, or its end. */
export function judgeBatch(
  { gates }: Pick<Batch, "gates">,
  runs: readonly Pick<BatchGate, "position" | "passed">[],
): { next: "run"; position: number; command: string } | { next: "wait" | "green" | "red" } {
  if (runs.some(({ passed }) => passed === false)) return { next: "red" };
  if (runs.some(({ passed }) => passed === null)) return { next: "wait" };
  const command = gates[runs.length];
  return command === undefined ? { next: "green" } : { next: "run", position: runs.length, command };
}

/** Each command once, in the order in which the lists name them. */
export const uniteGates = (lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())];
