import type { WatchdogSettings } from "../../src/config/watchdog.ts";
import type { Logger } from "../../src/log.ts";
import { requestStop } from "../../src/store/session-changes.ts";
import { getSession, listOpenSessions } from "../../src/store/sessions.ts";
import type { Store } from "../../src/store/store.ts";
import { Signs } from "../../src/supervisor/alerts/signs.ts";
import { Reports } from "../../src/supervisor/reports.ts";
import { BEAT_MS, ObservedClock } from "../../src/supervisor/watchdog/observed-clock.ts";
import type { Actions } from "../../src/supervisor/watchdog/ports.ts";
import { roundEvery } from "../../src/supervisor/watchdog/rounds.ts";
import { Watchdog } from "../../src/supervisor/watchdog/watchdog.ts";
import type { Fleet } from "./fleet.ts";
import type { Mailbox } from "./mailbox.ts";
import type { World } from "./world.ts";

/** Work of a killed daemon that the database has accepted is let through: a kill comes before or after a commit. */
const TURNS_TO_DRAIN = 10;

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

interface Running {
  observed: ObservedClock;
  watchdog: Watchdog;
  reports: Reports;
  /** `VirtualTime.awake` of the next sweep. */
  sweepAt: number;
  /** The sweep under way, which waits for something that takes its time. */
  sweeping: Promise<void> | null;
}

export interface Parts {
  world: World;
  store: Store;
  fleet: Fleet;
  mailbox: Mailbox;
  actions: Actions;
  log: Logger;
}

/** The daemon of a simulated machine: the real watchdog over the real store, killed and started again at will. */
export class Daemon {
  readonly #parts: Parts;
  readonly #settings: WatchdogSettings;
  readonly #everyMs: number;
  #running: Running;
  #failure: unknown = null;

  constructor(parts: Parts, settings: WatchdogSettings) {
    this.#parts = parts;
    this.#settings = settings;
    this.#everyMs = roundEvery(settings);
    this.#running = this.#start();
  }

  /** Observed ms, as it counts them. */
  get observed(): number {
    return this.#running.observed.now();
  }

  /** Lives on until it has swept, or something has changed. */
  async live(): Promise<void> {
    const { world } = this.#parts;
    const { sweepAt, sweeping, observed } = this.#running;
    let leftMs = sweeping ? BEAT_MS : Math.max(0, sweepAt - world.time.awake);
    world.hasChanged = false;
    await this.#finish(observed.beat()); // a timer that was kept from its time comes at once
    while (leftMs > 0 && !world.hasChanged) {
      const ms = Math.min(leftMs, BEAT_MS, world.changesInMs);
      world.pass(ms, true);
      leftMs -= ms;
      await this.#finish(observed.beat());
    }
    await this.#turn();
  }

  /** A person asks it to stop a session. */
  stopSession(id: string): void {
    const { store, world } = this.#parts;
    const session = getSession(store.db, id);
    if (session && store.writeNow((tx) => requestStop(tx, session, "operator")))
      world.agents.get(id)?.askToEnd();
  }

  /** It gets no turn for so long, while all else goes on. */
  freeze(ms: number): void {
    this.#parts.world.passUnseen(ms);
  }

  /** kill -9, where it is set to be killed or at once; the next one starts after so long. */
  async kill(downMs: number): Promise<void> {
    const { world } = this.#parts;
    if (world.killPoint !== null && this.#running.sweeping === null) await this.#sweep();
    for (let turn = 0; turn < TURNS_TO_DRAIN; turn++) await nextTurn();
    world.forgetDaemon();
    world.passUnseen(downMs);
    this.#running = this.#start();
    await this.#turn();
  }

  /** It takes up what the one before has left; a stop that was recorded is carried out. */
  #start(): Running {
    const { world, store, actions, log } = this.#parts;
    const observed = new ObservedClock(store, world.time.read, log);
    const watchdog = new Watchdog({
      store,
      settings: { watchdog: this.#settings },
      clock: () => world.time.wall,
      observed,
      senses: world.senses,
      actions,
      signs: new Signs(),
      log,
    });
    for (const { id, stopCause } of listOpenSessions(store.db))
      if (stopCause !== null) world.agents.get(id)?.askToEnd();
    const sweepAt = world.time.awake + this.#everyMs;
    return { observed, watchdog, reports: new Reports(store, watchdog), sweepAt, sweeping: null };
  }

  async #turn(): Promise<void> {
    const { world, fleet, mailbox } = this.#parts;
    const { observed, reports, sweepAt, sweeping } = this.#running;
    fleet.turn(observed.now());
    await this.#finish(mailbox.deliver(reports));
    if (sweeping) await this.#finish(sweeping);
    else if (world.time.awake >= sweepAt) await this.#sweep();
    if (this.#failure !== null) throw this.#failure;
  }

  async #sweep(): Promise<void> {
    const running = this.#running;
    running.sweeping = running.watchdog.sweep().then(
      () => {
        running.sweeping = null;
        this.#parts.world.seen();
        running.sweepAt = this.#parts.world.time.awake + this.#everyMs;
      },
      (error: unknown) => {
        this.#failure = error;
      },
    );
    await this.#finish(running.sweeping);
  }

  /** Waits for what takes no virtual time; leaves what does, or what never comes back, to itself. */
  async #finish(work: Promise<void>): Promise<void> {
    const { world } = this.#parts;
    let isDone = false;
    const settled = work.finally(() => {
      isDone = true;
    });
    await Promise.resolve();
    for (let idle = 0; !isDone && idle < TURNS_TO_DRAIN; idle += world.isWaiting ? 1 : 0) await nextTurn();
    if (isDone) await settled;
  }
}
