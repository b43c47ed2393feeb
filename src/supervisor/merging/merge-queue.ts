import type { Batch, BatchGate } from "../../domain/batch.ts";
import { isProbe, judgeBatch } from "../../domain/batch.ts";
import type { BranchConflict } from "../../domain/forecast.ts";
import type { Merge } from "../../domain/merge.ts";
import type { Run } from "../../domain/run.ts";
import { describeError, OverstoryError } from "../../errors.ts";
import { batchGateLog } from "../../paths.ts";
import {
  getBatch,
  insertBatchGate,
  listBatchGates,
  listCheckingBatches,
  listOrphanedBatchGates,
  listRunningBatchGates,
  recordBatchGateProcess,
  settleBatch,
  settleBatchGate,
} from "../../store/batches.ts";
import { listMergesOfBatch, listQueuedMerges, queueMerge, requireMerge } from "../../store/merges.ts";
import { getRun, listActiveRuns } from "../../store/runs.ts";
import { getSession } from "../../store/sessions.ts";
import { requireTask } from "../../store/tasks.ts";
import { DetachedCommands } from "../detached-commands.ts";
import { advanceDelivery } from "./advance-delivery.ts";
import { beginBatch, check } from "./begin-batch.ts";
import { cancelMerge } from "./cancel-merge.ts";
import { land } from "./land.ts";
import type { MergeWorld } from "./merge-world.ts";
import { predictConflicts } from "./predict.ts";
import { holdAll } from "./refuse.ts";
import { retryMerge } from "./retry-merge.ts";
import { keepScratch, sweepScratch, tryClearing } from "./scratch.ts";
import { settleProbe, turnRed } from "./turn-red.ts";

/**
 * Merges finished work into its run's integration branch, in the order it was queued. What is merged is checked first:
 * several branches together, on commits that no branch has yet, and the target moves only to a result that is green.
 */
export class MergeQueue {
  readonly #world: MergeWorld;
  readonly #gates: DetachedCommands<BatchGate>;
  #lastTurn: Promise<unknown> = Promise.resolve();
  #isSwept = false;

  constructor(world: MergeWorld) {
    this.#world = world;
    const { store, paths } = world;
    this.#gates = new DetachedCommands(world, {
      listRunning: () => listRunningBatchGates(store.db),
      placeOf: ({ batchId, position }) => ({
        cwd: requireWorktree(getBatch(store.db, batchId)),
        logFile: batchGateLog(paths, batchId, position),
      }),
      recordProcess: recordBatchGateProcess,
      settle: (tx, gate, exitCode) => settleBatchGate(tx, gate.id, exitCode),
      settled: () => this.#drainSoon(),
    });
  }

  /** Queues the work of a settled session, and merges it in its turn. */
  async add(taskId: string, sessionId: string, runId: string): Promise<void> {
    const { store } = this.#world;
    const session = getSession(store.db, sessionId);
    const run = getRun(store.db, runId);
    if (!session?.branch || !session.headCommit || !run?.targetBranch) {
      throw new OverstoryError(
        "internal",
        `${session?.key ?? sessionId} has no branch, commit or target to merge`,
      );
    }
    const { branch, headCommit } = session;
    const { targetBranch } = run;
    await store.write((tx) => {
      // Somebody may have stopped it since that was decided: what is merged could then never be complete.
      if (requireTask(tx.db, taskId).status !== "review") return;
      queueMerge(tx, { runId, taskId, sessionId, branch, headCommit, targetBranch });
    });
    await this.drain();
  }

  /** Takes up what an earlier daemon left: gates that run, work trees and refs that nothing needs any more. */
  resume = (): Promise<void> => this.goOn();

  /** What events missed, and what has to be tried again. Starts no process when there is nothing to do. */
  async goOn(): Promise<void> {
    if (!this.#isSwept) await this.#inTurn(() => this.#sweep());
    await this.#gates.resume();
    await this.drain();
  }

  /** A gate's launcher has left its exit status. False when the launch is none of a batch's gates. */
  exited(id: string, exitCode: number): Promise<boolean> {
    return this.#gates.exited(id, exitCode);
  }

  /** Goes as far with each target as can be gone now. What was done before a crash is found, and not done again. */
  drain(): Promise<void> {
    return this.#inTurn(() => this.#drainAll());
  }

  /** Queues a refused or cancelled merge anew. Throws `conflict` when it cannot be merged again as things are. */
  async retry({ id }: Merge): Promise<Merge> {
    await this.#inTurn(() => retryMerge(this.#world, id));
    this.#drainSoon();
    return requireMerge(this.#world.store.db, id);
  }

  /** Takes a queued merge out, also one that is being checked. Throws `conflict` when it is settled. */
  async cancel({ id }: Pick<Merge, "id">, reason = "a person took it out of the queue"): Promise<Merge> {
    await this.#inTurn(() => cancelMerge(this.#world, id, (gate) => this.#gates.stop(gate), reason));
    this.#drainSoon();
    return requireMerge(this.#world.store.db, id);
  }

  /** Open branches that cannot be merged together as they are; of one run, or of all that go on. */
  conflicts(run: Run | null): Promise<BranchConflict[]> {
    return predictConflicts(this.#world, run === null ? listActiveRuns(this.#world.store.db) : [run]);
  }

  /**
   * Brings a finished run's integration branch into the branch it is meant for, and answers the commit that this branch has
   * it by. Where both have moved on, their merge is checked first, which may take long. Throws `conflict` saying why not.
   */
  async deliver(run: Pick<Run, "id" | "key">, from: string, into: string): Promise<string> {
    const { store, clock } = this.#world;
    const since = clock();
    for (;;) {
      const changed = Promise.withResolvers<void>();
      const unsubscribe = store.onEvents(() => changed.resolve());
      try {
        const commit = await this.#inTurn(() => advanceDelivery(this.#world, { run, from, into, since }));
        if (commit !== null) return commit;
        await this.drain();
        if (isChecking(this.#world, into)) await changed.promise;
      } finally {
        unsubscribe();
      }
    }
  }

  close(): void {
    this.#gates.close();
  }

  async #sweep(): Promise<void> {
    await this.#stopOrphans();
    await sweepScratch(this.#world);
    this.#isSwept = true;
  }

  /** Gates whose batch was settled without them have nobody left to tell anything. */
  async #stopOrphans(): Promise<void> {
    for (const { id } of listOrphanedBatchGates(this.#world.store.db)) await this.#gates.stop(id);
  }

  /** One after the other. Whoever asked hears of a failure; the next turn starts all the same. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#lastTurn.then(work);
    this.#lastTurn = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  #drainSoon(): void {
    this.drain().catch((error) =>
      this.#world.log.error(`the merge queue stands still: ${describeError(error)}`, error),
    );
  }

  /** One target's trouble does not keep the others waiting. */
  async #drainAll(): Promise<void> {
    const { db } = this.#world.store;
    const targets = new Set([
      ...listCheckingBatches(db).map(({ targetBranch }) => targetBranch),
      ...listQueuedMerges(db).map(({ targetBranch }) => targetBranch),
    ]);
    const troubles: unknown[] = [];
    for (const target of targets) {
      try {
        while (await this.#advance(target)) {}
      } catch (error) {
        troubles.push(error);
      }
    }
    if (troubles.length > 0) throw troubles[0];
  }

  /** One step with one target. False when it has to wait for something, or there is nothing left. */
  async #advance(target: string): Promise<boolean> {
    const { db } = this.#world.store;
    const batch = listCheckingBatches(db).find(({ targetBranch }) => targetBranch === target);
    const queue = listQueuedMerges(db).filter(({ targetBranch }) => targetBranch === target);
    try {
      if (batch) return await this.#check(batch);
      if (queue.length === 0) return false;
      return await beginBatch(this.#world, target, queue);
    } catch (error) {
      if (!(error instanceof OverstoryError)) throw error;
      // The target is checked out, git is locked or slow: that passes. A person is told, and the patrol tries again.
      await holdAll(this.#world, queue, describeError(error));
      if (batch?.delivers) await this.#giveUpDelivery(batch, describeError(error));
      return false;
    }
  }

  /** Whoever delivers finds out anew what is in the way, and says so. */
  async #giveUpDelivery(batch: Batch, reason: string): Promise<void> {
    await this.#world.store.write((tx) => settleBatch(tx, batch, "stale", { runId: batch.delivers, reason }));
    await this.#stopOrphans();
    await tryClearing(this.#world, batch);
  }

  async #check(batch: Batch): Promise<boolean> {
    const { store } = this.#world;
    const runs = listBatchGates(store.db, batch.id);
    const judged = judgeBatch(batch, runs);
    if (judged.next === "wait") return false;
    if (judged.next === "run") {
      const { position, command } = judged;
      await keepScratch(this.#world, batch);
      const id = await store.write((tx) => insertBatchGate(tx, { batchId: batch.id, position, command }));
      await this.#gates.start(id);
      return true; // it may be over already
    }
    await this.#judge(batch, runs, judged.next);
    return true;
  }

  async #judge(batch: Batch, runs: readonly BatchGate[], verdict: "green" | "red"): Promise<void> {
    const merges = listMergesOfBatch(this.#world.store.db, batch.id);
    if (isProbe(batch)) await settleProbe(this.#world, batch, merges, runs, verdict);
    else if (verdict === "green") await land(this.#world, batch, merges);
    const probe =
      isProbe(batch) || verdict === "green" ? null : await turnRed(this.#world, batch, merges, runs);
    await tryClearing(this.#world, batch);
    if (probe)
      await check(
        this.#world,
        probe,
        merges.map((merge) => ({ merge, commit: probe.baseCommit })),
      );
  }
}

const isChecking = ({ store }: MergeWorld, target: string): boolean =>
  listCheckingBatches(store.db).some(({ targetBranch }) => targetBranch === target);

function requireWorktree(batch: Batch | null): string {
  if (batch?.worktree) return batch.worktree;
  throw new OverstoryError("internal", "a batch of merges has no work tree to run its gates in");
}
