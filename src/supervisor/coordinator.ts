import { ControlLoop } from "../control-loop.ts";
import type { Run } from "../domain/run.ts";
import type { Session } from "../domain/session.ts";
import { nextSteps, type Step } from "../domain/steps.ts";
import { describeError, OverstoryError } from "../errors.ts";
import { holdAndTell } from "../store/run-holds.ts";
import { endRun, listActiveRuns } from "../store/runs.ts";
import { requireSession } from "../store/sessions.ts";
import type { Transaction } from "../store/store.ts";
import { moveTask, requireTask, type TaskChange } from "../store/tasks.ts";
import type { Booter } from "./booter.ts";
import type { GateKeeper } from "./gate-keeper.ts";
import { reviewLimits } from "./limits.ts";
import type { MergeQueue } from "./merging/merge-queue.ts";
import { readRun } from "./read-run.ts";
import { tellClosed, warnAndTell } from "./run-news.ts";
import { beginSession } from "./spawner.ts";
import type { Stopper } from "./stopper.ts";
import { tidy } from "./tidy.ts";
import type { World } from "./world.ts";

/** After a step that failed for a reason that may pass. */
const RETRY_MS = 2000;
/** A look only reads and writes rows; what takes long goes on beside it. */
const LONGEST_BEAT_MS = 60_000;

/**
 * Carries active runs forward. It subscribes to the journal: whatever changes, it reads each active run anew, lets the
 * domain decide what comes next, and has it done. It remembers only which steps it has in hand, so a restart goes on
 * from the database alone.
 */
export class Coordinator {
  readonly #world: World;
  readonly #parts: { booter: Booter; stopper: Stopper; gates: GateKeeper; merges: MergeQueue };
  readonly #inHand = new Set<string>();
  readonly #jitter: number;
  readonly #loop: ControlLoop;
  #unsubscribe = () => {};

  constructor(
    world: World,
    parts: { booter: Booter; stopper: Stopper; gates: GateKeeper; merges: MergeQueue },
  ) {
    this.#world = world;
    this.#parts = parts;
    this.#jitter = world.random();
    this.#loop = new ControlLoop({
      look: () => this.#advanceAll(),
      failed: (error) => world.log.error("a run could not be carried forward", error),
      retryMs: RETRY_MS,
      heartbeat: world.health.heartbeats.register("coordinator", LONGEST_BEAT_MS),
      clock: world.clock,
    });
  }

  start(): void {
    this.#unsubscribe = this.#world.store.onEvents(() => this.advance());
    this.advance();
  }

  /** Looks at every active run, now or as soon as the present look is over. */
  advance(): void {
    void this.#loop.ask();
  }

  /** Resolves when nothing new is begun any more. */
  async stop(): Promise<void> {
    this.#unsubscribe();
    await this.#loop.stop();
  }

  async #advanceAll(): Promise<number | null> {
    const { store, clock, observed } = this.#world;
    const limitsAt = await reviewLimits(this.#world);
    const now = clock();
    const wakes = limitsAt === null ? [] : [limitsAt];
    for (const run of listActiveRuns(store.db)) {
      const view = readRun(this.#world, run, this.#jitter);
      const { steps, wakeAt } = nextSteps(view, { wall: now, observed: observed.now() });
      if (!(await this.#begin(run, steps))) wakes.push(now + RETRY_MS);
      if (wakeAt !== null) wakes.push(wakeAt);
    }
    return wakes.length > 0 ? Math.min(...wakes) : null;
  }

  /** Makes the changes, and sets going what takes time. False when a step failed: it does not keep back the others. */
  async #begin(run: Run, steps: readonly Step[]): Promise<boolean> {
    const fresh = steps.filter((step) => !this.#inHand.has(stepKey(run, step)));
    const begun = await Promise.allSettled(fresh.map((step) => this.#beginStep(run, step)));
    for (const [index, result] of begun.entries()) {
      if (result.status === "fulfilled") continue;
      this.#world.log.error(
        `${run.key}: ${fresh[index]?.do} failed: ${describeError(result.reason)}`,
        result.reason,
      );
    }
    return begun.every(({ status }) => status === "fulfilled");
  }

  async #beginStep(run: Run, step: Step): Promise<void> {
    const change = this.#changeOf(run, step);
    if (change) {
      const session = await this.#world.store.write(change);
      if (session) this.#parts.booter.boot(session);
    }
    this.#setGoing(run, step);
  }

  /** What the step changes in the database at once; a begun session is answered. */
  #changeOf(run: Run, step: Step): ((tx: Transaction) => Session | undefined) | undefined {
    const move = (taskId: string, change: TaskChange) => (tx: Transaction) => {
      moveTask(tx, taskId, change);
      return undefined;
    };
    if (step.do === "spawn")
      return (tx) => beginSession(this.#world, tx, run, requireTask(tx.db, step.taskId), step.attempt);
    if (step.do === "block")
      return move(step.taskId, { status: "blocked", code: step.code, reason: step.reason });
    if (step.do === "abort")
      return move(step.taskId, { status: "aborted", code: step.code, reason: step.reason });
    if (step.do === "complete") return move(step.taskId, { status: "complete" });
    if (step.do === "hold") return note((tx) => void holdAndTell(tx, run.id, step));
    if (step.do === "warn") return note((tx) => warnAndTell(tx, run, step.reason));
    if (step.do === "tell-closed") return note((tx) => tellClosed(tx, run));
    if (step.do === "requeue")
      return move(step.taskId, { status: "todo", reason: "the session that held it is gone" });
    return undefined;
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
    if (step.do === "stop-gate") return () => gates.stop(step.gateId);
    if (step.do === "merge") return () => merges.add(step.taskId, step.sessionId, run.id);
    if (step.do === "cancel-merge")
      return async () => void (await merges.cancel({ id: step.mergeId }, "its run was cancelled"));
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
    const { targetBranch, intoBranch } = run;
    if (status !== "completed" || intoBranch === null || targetBranch === null) {
      await store.write((tx) => endRun(tx, run.id, status, reason));
      return;
    }
    const delivery = await this.#deliver(run, targetBranch, intoBranch);
    await store.write((tx) => {
      if ("refused" in delivery)
        return endRun(tx, run.id, "failed", `${reason}, but not delivered: ${delivery.refused}`);
      tx.event("run.delivered", { runId: run.id }, { into: intoBranch, commit: delivery.commit });
      return endRun(tx, run.id, status, reason);
    });
  }

  async #deliver(run: Run, from: string, into: string): Promise<{ commit: string } | { refused: string }> {
    try {
      return { commit: await this.#parts.merges.deliver(run, from, into) };
    } catch (error) {
      if (!(error instanceof OverstoryError) || error.code === "timeout") throw error;
      return { refused: `${error.message}${error.hint ? ` (${error.hint})` : ""}` };
    }
  }
}

const note =
  (work: (tx: Transaction) => void) =>
  (tx: Transaction): undefined => {
    work(tx);
  };

function subjectOf(run: Run, step: Step): string {
  if ("taskId" in step) return step.taskId;
  if ("sessionId" in step) return step.sessionId;
  if ("gateId" in step) return step.gateId;
  return "mergeId" in step ? step.mergeId : run.id;
}

function stepKey(run: Run, step: Step): string {
  const subject = subjectOf(run, step);
  return `${step.do} ${subject} ${"position" in step ? step.position : ""}`;
}
