import type { Merge } from "../domain/merge.ts";
import { describeError, OverstoryError } from "../errors.ts";
import { deliverBranch, mergeBranch } from "../git/merge.ts";
import { holdMerge, listQueuedMerges, type MergeResult, queueMerge, settleMerge } from "../store/merges.ts";
import { getRun } from "../store/runs.ts";
import { getSession } from "../store/sessions.ts";
import { moveTask, requireTask } from "../store/tasks.ts";
import { tidy } from "./tidy.ts";
import type { World } from "./world.ts";

/** Merges finished work into its run's integration branch, one at a time, in the order it was queued. */
export class MergeQueue {
  readonly #world: World;
  #lastTurn: Promise<unknown> = Promise.resolve();

  constructor(world: World) {
    this.#world = world;
  }

  /** Queues the work of a settled session and merges it in its turn. */
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
    await store.write((tx) => queueMerge(tx, { runId, taskId, sessionId, branch, headCommit, targetBranch }));
    await this.drain();
  }

  /** Merges everything queued. A merge that was made before a crash is found in the target and not made again. */
  drain(): Promise<void> {
    const turn = this.#lastTurn.then(async () => {
      for (const merge of listQueuedMerges(this.#world.store.db)) await this.#merge(merge);
    });
    // Whoever asked for that turn hears of its failure; the next turn starts all the same.
    this.#lastTurn = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  /** Brings a finished run's integration branch into the branch it is meant for. Throws `conflict` naming the files. */
  async deliver(runKey: string, from: string, into: string): Promise<string> {
    const result = await deliverBranch(this.#world.git, {
      target: into,
      head: from,
      message: `Merge ${runKey} of overstory`,
    });
    if (result.kind !== "conflict") return result.commit ?? from;
    throw new OverstoryError("conflict", `${from} conflicts with ${into} in ${result.files.join(", ")}`, {
      hint: `git switch ${into} && git merge ${from}`,
    });
  }

  async #merge(merge: Merge): Promise<void> {
    const result = await this.#attempt(merge);
    if (!result) return;
    await this.#world.store.write((tx) => {
      if (!settleMerge(tx, merge, result)) return;
      if (result.state === "merged") moveTask(tx, merge.taskId, { status: "complete" });
      else if (result.state === "conflict")
        moveTask(tx, merge.taskId, { status: "blocked", code: "merge_conflict", reason: result.reason });
      else moveTask(tx, merge.taskId, { status: "blocked", code: "merge_failed", reason: result.reason });
    });
    const session = getSession(this.#world.store.db, merge.sessionId);
    if (result.state === "merged" && session) await tidy(this.#world, session);
  }

  /** Undefined when it has to wait. */
  async #attempt(merge: Merge): Promise<MergeResult | undefined> {
    try {
      const message = this.#message(merge);
      const result = await mergeBranch(this.#world.git, {
        target: merge.targetBranch,
        head: merge.headCommit,
        message,
      });
      if (result.kind !== "conflict") return { state: "merged", commit: result.commit ?? merge.headCommit };
      const reason = `${merge.branch} conflicts with ${merge.targetBranch} in ${result.files.join(", ")}`;
      return { state: "conflict", files: result.files, reason };
    } catch (error) {
      if (!(error instanceof OverstoryError)) throw error;
      if (error.code === "not_found") return { state: "failed", reason: describeError(error) };
      // The target is checked out, git is locked or slow: that passes. A person is told, and the patrol tries again.
      await this.#world.store.write((tx) => holdMerge(tx, merge, describeError(error)));
      return undefined;
    }
  }

  #message({ taskId, sessionId, runId }: Merge): string {
    const { db } = this.#world.store;
    const task = requireTask(db, taskId);
    const trailers = [
      ["Run", getRun(db, runId)?.key],
      ["Task", task.key],
      ["Session", getSession(db, sessionId)?.key],
    ];
    return `Merge ${task.key}: ${task.title}\n\n${trailers.map(([name, key]) => `Overstory-${name}: ${key}`).join("\n")}\n`;
  }
}
