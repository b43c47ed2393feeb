import { setImmediate as otherWork } from "node:timers/promises";
import type { Run } from "../domain/run.ts";
import type { Session } from "../domain/session.ts";
import { nextSteps, type Step } from "../domain/steps.ts";
import { describeError, OverstoryError } from "../errors.ts";
import { endRun, listActiveRuns } from "../store/runs.ts";
import { requireSession } from "../store/sessions.ts";
import { moveTask, requireTask } from "../store/tasks.ts";
import type { Booter } from "./booter.ts";
import type { GateKeeper } from "./gate-keeper.ts";
import type { MergeQueue } from "./merge-queue.ts";
import { readRun } from "./read-run.ts";
import { beginSession } from "./spawner.ts";
import type { Stopper } from "./stopper.ts";
import { tidy } from "./tidy.ts";
import type { World } from "./world.ts";

/** After a step that failed for a reason that may pass. */
const RETRY_MS = 2000;

/**
 * Carries active runs forward. It subscribes to the journal: whatever changes, it reads each active run anew, lets the
 * domain decide what comes next, and has it done. It remembers only which steps it has in hand, so a restart goes on
 * from the database alone.
 */
export class Coordinator {
  readonly #world: World;
  readonly #parts: { booter: Booter; stopper: Stopper; gates: GateKeeper; merges: MergeQueue };
  readonly #inHand = new Set<string>();
  #unsubscribe = () => {};
  #advancing: Promise<void> | undefined;
  #again = false;
  #timer: Timer | undefined;
  #isClosed = false;

  constructor(
    world: World,
    parts: { booter: Booter; stopper: Stopper; gates: GateKeeper; merges: MergeQueue },
  ) {
    this.#world = world;
    this.#parts = parts;
  }

  start(): void {
    this.#unsubscribe = this.#world.store.onEvents(() => this.advance());
    this.advance();
  }

  /** Looks at every active run, now or as soon as the present look is over. */
  advance(): void {
    if (this.#isClosed) return;
    if (this.#advancing) {
      this.#again = true;
      return;
    }
    this.#advancing = this.#advanceAll()
      .catch((error) => {
        this.#world.log.error("a run could not be carried forward", error);
        this.#wakeIn(RETRY_MS);
      })
      .finally(() => {
        this.#advancing = undefined;
        if (this.#again) this.advance();
      });
  }

  /** Resolves when nothing new is begun any more. */
  async stop(): Promise<void> {
    this.#isClosed = true;
    this.#unsubscribe();
    clearTimeout(this.#timer);
    await this.#advancing;
  }

  async #advanceAll(): Promise<void> {
    await otherWork(); // those who follow the journal hear of the change before the look, which takes a while
    this.#again = false;
    const now = this.#world.clock();
    const wakes: number[] = [];
    for (const run of listActiveRuns(this.#world.store.db)) {
      const { steps, wakeAt } = nextSteps(readRun(this.#world.store.db, run), now);
      await this.#begin(run, steps);
      if (wakeAt !== null) wakes.push(wakeAt);
    }
    if (wakes.length > 0) this.#wakeIn(Math.min(...wakes) - now);
  }

  #wakeIn(ms: number): void {
    clearTimeout(this.#timer);
    // A timer holds 31 bits; a later look sets the rest of a longer wait.
    this.#timer = setTimeout(() => this.advance(), Math.min(Math.max(1, ms), 2 ** 31 - 1));
  }

  /** Changes of the database are made here, in one transaction; what takes time is set going. */
  async #begin(run: Run, steps: readonly Step[]): Promise<void> {
    const fresh = steps.filter((step) => !this.#inHand.has(stepKey(run, step)));
    const spawned = await this.#world.store.write((tx) =>
      fresh.flatMap((step): Session[] => {
        if (step.do === "spawn")
          return [beginSession(this.#world, tx, run, requireTask(tx.db, step.taskId), step.attempt)];
        if (step.do === "block")
          moveTask(tx, step.taskId, { status: "blocked", code: step.code, reason: step.reason });
        if (step.do === "abort")
          moveTask(tx, step.taskId, { status: "aborted", code: step.code, reason: step.reason });
        if (step.do === "complete") moveTask(tx, step.taskId, { status: "complete" });
        if (step.do === "requeue")
          moveTask(tx, step.taskId, { status: "todo", reason: "the session that held it is gone" });
        return [];
      }),
    );
    for (const session of spawned) this.#parts.booter.boot(session);
    for (const step of fresh) this.#setGoing(run, step);
  }

  #setGoing(run: Run, step: Step): void {
    const work = this.#longWork(run, step);
    if (!work) return;
    const key = stepKey(run, step);
    this.#inHand.add(key);
    work()
      .then(
        () => this.#inHand.delete(key),
        (error) => {
          this.#world.log.error(`${run.key}: ${step.do} failed: ${describeError(error)}`, error);
          // Held back a while, so that a lasting fault does not become a busy loop.
          setTimeout(() => {
            this.#inHand.delete(key);
            this.advance();
          }, RETRY_MS).unref();
        },
      )
      .finally(() => this.advance());
  }

  #longWork(run: Run, step: Step): (() => Promise<void>) | undefined {
    const { stopper, gates, merges } = this.#parts;
    if (step.do === "gate") return () => gates.start(step, run.id);
    if (step.do === "merge") return () => merges.add(step.taskId, step.sessionId, run.id);
    if (step.do === "end") return () => this.#end(run, step);
    if (step.do === "stop")
      return () => stopper.stop(this.#requireSession(step.sessionId), step.cause, false);
    if (step.do === "complete") return () => tidy(this.#world, this.#requireSession(step.sessionId));
    return undefined;
  }

  #requireSession(id: string): Session {
    return requireSession(this.#world.store.db, id);
  }

  async #end(run: Run, { status, reason }: Step & { do: "end" }): Promise<void> {
    const { store } = this.#world;
    if (status !== "completed" || run.intoBranch === null || run.targetBranch === null) {
      await store.write((tx) => endRun(tx, run.id, status, reason));
      return;
    }
    try {
      const commit = await this.#parts.merges.deliver(run.key, run.targetBranch, run.intoBranch);
      await store.write((tx) => {
        tx.event("run.delivered", { runId: run.id }, { into: run.intoBranch, commit });
        endRun(tx, run.id, status, reason);
      });
    } catch (error) {
      if (!(error instanceof OverstoryError)) throw error;
      await store.write((tx) =>
        endRun(tx, run.id, "failed", `${reason}, but not delivered: ${error.message}`),
      );
    }
  }
}

function stepKey(run: Run, step: Step): string {
  const subject = "taskId" in step ? step.taskId : "sessionId" in step ? step.sessionId : run.id;
  return `${step.do} ${subject} ${"position" in step ? step.position : ""}`;
}
