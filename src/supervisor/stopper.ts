import { failedStopCondition } from "../domain/alerting/session-conditions.ts";
import { isOpen, isSpawned, type Session, type StopCause } from "../domain/session.ts";
import { OverstoryError } from "../errors.ts";
import { terminate } from "../process/terminate.ts";
import { requestStop } from "../store/session-changes.ts";
import { getSession } from "../store/sessions.ts";
import type { Endings } from "./endings.ts";
import { saveWork } from "./work.ts";
import type { World } from "./world.ts";

/** Ends sessions: the intent is recorded, the work saved, the processes ended politely and then firmly. */
export class Stopper {
  readonly #world: World;
  readonly #endings: Endings;
  readonly #stopping = new Set<string>();

  constructor(world: World, endings: Endings) {
    this.#world = world;
    this.#endings = endings;
  }

  /** Resolves when the stop is recorded; the end of the session follows. Throws `conflict` when it has ended. */
  async stop(session: Session, cause: StopCause, force: boolean): Promise<void> {
    if (!isOpen(session.state) || session.exitedAt !== null) {
      const how = isOpen(session.state) ? "over, and its work is being checked" : session.state;
      throw new OverstoryError("conflict", `${session.key} has ended: it is ${how}`);
    }
    if (!isSpawned(session))
      throw new OverstoryError(
        "conflict",
        `${session.key} was not started by overstory; there is nothing to stop`,
        {
          hint: `overstory session end ${session.key}`,
        },
      );
    await this.#world.store.write((tx) => requestStop(tx, session, cause));
    this.carryOut(session.id, force).catch((error) =>
      this.#world.log.error(`${session.key} could not be stopped`, error),
    );
  }

  /** Carries out a recorded stop; safe to call again, and with `force` while a polite one is under way. */
  async carryOut(id: string, force: boolean): Promise<void> {
    const session = getSession(this.#world.store.db, id);
    if (!session || !isOpen(session.state) || session.exitedAt !== null) return;
    if (this.#stopping.has(id) && !force) return;
    // Not born yet: whoever boots it looks for the stop first.
    if (session.leader === null && session.agent === null) return;
    this.#stopping.add(id);
    try {
      await saveWork(this.#world, session);
      const { deaths, settings, log, signs } = this.#world;
      const survivors = await terminate(
        { leader: session.leader, agent: session.agent, nonce: session.nonce },
        { graceMs: settings.stopGrace, force },
        deaths,
      );
      if (survivors.length === 0) return await this.#endings.leaderDied(id);
      const pids = survivors.map(({ pid }) => pid);
      log.warn(`${session.key}: cannot end processes ${pids.join(", ")}`);
      signs.set(failedStopCondition(session, pids));
    } finally {
      this.#stopping.delete(id);
    }
  }
}
