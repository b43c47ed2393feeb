import { type Ending, judgeEnding } from "../domain/outcome.ts";
import { isOpen, type Session } from "../domain/session.ts";
import { decideAfterEnd } from "../domain/steps.ts";
import { describeError, OverstoryError } from "../errors.ts";
import { readLaunch, removeLaunch } from "../process/launch.ts";
import { listEnds, releaseTask } from "../store/claims.ts";
import { recordExit, settleSession } from "../store/session-changes.ts";
import { getSession } from "../store/sessions.ts";
import { moveTask, requireTask } from "../store/tasks.ts";
import type { Endings } from "./endings.ts";
import { HEAVY_AT_ONCE, Slots } from "./slots.ts";
import { carryOutSpawn } from "./spawner.ts";
import type { Stopper } from "./stopper.ts";
import type { World } from "./world.ts";

/** How long a session may wait for a tmux server that cannot be reached. */
const PATIENCE_MS = 2 * 60_000;

/** Sees booting sessions through to life, or to a truthful end when they cannot be brought to it. */
export class Booter {
  readonly #world: World;
  readonly #endings: Endings;
  readonly #stopper: Stopper;
  readonly #slots = new Slots(HEAVY_AT_ONCE);
  /** Sessions being booted or waiting for their turn. */
  readonly #booting = new Set<string>();

  constructor(world: World, endings: Endings, stopper: Stopper) {
    this.#world = world;
    this.#endings = endings;
    this.#stopper = stopper;
  }

  /** Starts a session that was begun, in its turn; does nothing when that is under way. Its progress is in the journal. */
  boot({ id, key }: Session): void {
    if (this.#booting.has(id)) return;
    this.#booting.add(id);
    this.#slots
      .take(() => this.#boot(id))
      .catch((error) => this.#world.log.error(`${key} could not be spawned`, error))
      .finally(() => this.#booting.delete(id));
  }

  /** Whether it is being booted or waits for its turn. */
  isBooting(id: string): boolean {
    return this.#booting.has(id);
  }

  async #boot(id: string): Promise<void> {
    const begun = getSession(this.#world.store.db, id);
    if (!begun || !isOpen(begun.state) || begun.exitedAt !== null) return;
    if (begun.stopCause !== null && begun.pane === null) return this.#giveUp(begun, "it was not started yet");
    try {
      const session = await carryOutSpawn(this.#world, begun);
      this.#endings.watch(session);
      const { started } = readLaunch(this.#world.paths.launches, id);
      if (started) await this.#endings.started(id, started);
      if (getSession(this.#world.store.db, id)?.stopCause) await this.#stopper.carryOut(id, false);
    } catch (error) {
      await this.#judgeFailure(begun, error);
    }
  }

  async #judgeFailure(begun: Session, error: unknown): Promise<void> {
    const { log, paths, clock } = this.#world;
    const isKnown = error instanceof OverstoryError;
    log.warn(`${begun.key} could not be started: ${describeError(error)}`, ...(isKnown ? [] : [error]));
    // What was started all the same is told by its own launch; the patrol takes it up.
    const { started, exited } = readLaunch(paths.launches, begun.id);
    if (started !== null || exited !== null) return;
    const mayPass = isKnown && ["tmux", "timeout"].includes(error.code);
    // It stays booting, and the patrol boots it again: a tmux that hangs is no failure of this task.
    if (mayPass && clock() - begun.startedAt < PATIENCE_MS && begun.stopCause === null) return;
    const hint = isKnown && error.hint ? ` (${error.hint})` : "";
    await this.#giveUp(begun, `could not be started: ${describeError(error)}${hint}`);
  }

  /** Nothing runs, so nothing is to be saved: a person has to see to it, unless a person asked for the end. */
  async #giveUp({ id }: Session, reason: string): Promise<void> {
    removeLaunch(this.#world.paths.launches, id); // a pane that was made all the same finds nothing to run
    await this.#world.store.write((tx) => {
      const session = getSession(tx.db, id);
      if (!session || !isOpen(session.state)) return;
      const { stopCause, attempt } = session;
      recordExit(tx, session, null);
      const ending = stopCause === null ? failedToStart(reason) : judgeEnding({ ...NOTHING, stopCause });
      const taskId = releaseTask(tx, id);
      settleSession(tx, id, ending);
      if (taskId === null) return;
      // A person's agent could not be taken over: whoever wants its task goes on with it.
      if (session.adoptedAt !== null) return moveTask(tx, taskId, { status: "todo", reason });
      if (stopCause === null)
        return moveTask(tx, taskId, { status: "blocked", code: "spawn_failed", reason });
      const history = { attempt, ends: listEnds(tx.db, taskId) };
      const { spec } = requireTask(tx.db, taskId);
      moveTask(tx, taskId, decideAfterEnd(spec, history, ending, stopCause, tx.at, 0));
    });
  }
}

const NOTHING = {
  exitCode: null,
  isDismissed: false,
  work: "none",
  exitIsProof: false,
  lost: null,
} as const;

const failedToStart = (reason: string): Ending => ({
  state: "completed",
  phase: "failed",
  outcome: "failed",
  reason,
});
