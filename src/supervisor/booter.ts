import { availableParallelism } from "node:os";
import { isOpen, type Session } from "../domain/session.ts";
import { decideAfterEnd } from "../domain/steps.ts";
import { describeError, OverstoryError } from "../errors.ts";
import { readLaunch, removeLaunch } from "../process/launch.ts";
import { releaseTask } from "../store/claims.ts";
import { recordExit, settleSession } from "../store/session-changes.ts";
import { getSession } from "../store/sessions.ts";
import { moveTask, requireTask } from "../store/tasks.ts";
import type { Endings } from "./endings.ts";
import { Slots } from "./slots.ts";
import { carryOutSpawn } from "./spawner.ts";
import type { Stopper } from "./stopper.ts";
import type { World } from "./world.ts";

/** More at once are no faster, and hundreds of git processes keep each other and this daemon from going on. */
const AT_ONCE = Math.max(4, availableParallelism());

/** Sees booting sessions through to life, or to a truthful end when they cannot be brought to it. */
export class Booter {
  readonly #world: World;
  readonly #endings: Endings;
  readonly #stopper: Stopper;
  readonly #slots = new Slots(AT_ONCE);

  constructor(world: World, endings: Endings, stopper: Stopper) {
    this.#world = world;
    this.#endings = endings;
    this.#stopper = stopper;
  }

  /** Starts a session that was begun, in its turn; its progress is in the journal. */
  boot(session: Session): void {
    this.#slots
      .take(() => this.#boot(session))
      .catch((error) => this.#world.log.error(`${session.key} could not be spawned`, error));
  }

  async #boot(begun: Session): Promise<void> {
    try {
      const session = await carryOutSpawn(this.#world, begun);
      this.#endings.watch(session);
      const { started } = readLaunch(this.#world.paths.launches, session.id);
      if (started) await this.#endings.started(session.id, started);
      const now = getSession(this.#world.store.db, session.id);
      if (now?.stopCause) await this.#stopper.carryOut(session.id, false);
    } catch (error) {
      if (!(error instanceof OverstoryError)) throw error;
      const { started, exited } = readLaunch(this.#world.paths.launches, begun.id);
      if (exited !== null) await this.#endings.exited(begun.id, exited);
      else if (started) await this.#endings.lose(begun.id, explain(error));
      else await this.#giveUp(begun, error);
    }
  }

  /** Nothing runs, so nothing is to be saved. What may pass (tmux is down) follows the restart policy, the rest a person. */
  async #giveUp({ id }: Session, error: OverstoryError): Promise<void> {
    const reason = explain(error);
    removeLaunch(this.#world.paths.launches, id); // a pane that was made all the same finds nothing to run
    const ending = { state: "completed", phase: "failed", outcome: "failed", reason } as const;
    const jitter = this.#world.random();
    await this.#world.store.write((tx) => {
      const session = getSession(tx.db, id);
      if (!session || !isOpen(session.state)) return;
      recordExit(tx, session, null);
      const taskId = releaseTask(tx, id);
      settleSession(tx, id, ending);
      if (taskId === null) return;
      const { spec } = requireTask(tx.db, taskId);
      const mayPass = error.code === "tmux" || error.code === "timeout";
      const next = mayPass
        ? decideAfterEnd(spec, session.attempt, ending, session.stopCause, tx.at, jitter)
        : null;
      moveTask(
        tx,
        taskId,
        next?.status === "todo" ? next : { status: "blocked", code: "spawn_failed", reason },
      );
    });
  }
}

const explain = (error: OverstoryError) =>
  `could not be started: ${describeError(error)}${error.hint ? ` (${error.hint})` : ""}`;
