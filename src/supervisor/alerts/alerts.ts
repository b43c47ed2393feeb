import { basename } from "node:path";
import { ControlLoop } from "../../control-loop.ts";
import type { Alert } from "../../domain/alert.ts";
import { type AlertChange, reconcileAlerts, STEADY_MS } from "../../domain/alerting/reconcile.ts";
import { describeError, OverstoryError, systemCode } from "../../errors.ts";
import type { Sink } from "../../sinks/sink.ts";
import { listKnownAlerts, requireAlert } from "../../store/alerts.ts";
import { failOthers } from "../../store/deliveries.ts";
import { forgetOtherSinks } from "../../store/sinks.ts";
import type { Heartbeat } from "../health/heartbeats.ts";
import type { World } from "../world.ts";
import { tellableFrom } from "./addressees.ts";
import { AlertBook } from "./alert-book.ts";
import { readConditions } from "./conditions.ts";
import { DatabaseAlarm } from "./database-alarm.ts";
import { signsBefore } from "./signs-before.ts";
import { SinkQueue } from "./sink-queue.ts";
import { testSinks } from "./test-sinks.ts";

/** Between two looks; a burst of changes is one look. */
const LOOK_GAP_MS = 20;
const RETRY_MS = 2000;
/** A timer stands still while the machine sleeps, so none is long. */
const LONGEST_WAIT_MS = 60_000;

export type AlertWorld = Pick<World, "store" | "paths" | "settings" | "signs" | "log" | "clock">;

/**
 * Keeps the alerts in agreement with what is the case, and tells people. After every change it looks at the whole anew,
 * so nothing is missed by a crash; an alert, what is to be told of it and its event are written together.
 */
export class Alerts {
  readonly #world: AlertWorld;
  readonly #sinks: readonly Sink[];
  readonly #loop: ControlLoop;
  readonly #book: AlertBook;
  readonly #queues: SinkQueue[];
  readonly #alarm: DatabaseAlarm;
  readonly #startedAt: number;
  #subscriptions: (() => void)[] = [];

  /** @param heartbeat shows that it looks and comes to an end with it */
  constructor(world: AlertWorld, sinks: readonly Sink[], heartbeat: Heartbeat) {
    const { store, log, clock, settings, paths } = world;
    this.#world = world;
    this.#sinks = sinks;
    this.#loop = new ControlLoop({
      look: () => this.#lookOnce(),
      failed: (error) => this.#fail(error),
      retryMs: RETRY_MS,
      gapMs: LOOK_GAP_MS,
      heartbeat,
      clock,
    });
    this.#startedAt = clock();
    this.#book = new AlertBook(sinks, settings.alerts.quiet);
    const project = basename(paths.root);
    const parts = { store, log, clock, project, book: this.#book, answered: () => this.look() };
    this.#queues = sinks.map((sink) => new SinkQueue(sink, parts));
    this.#alarm = new DatabaseAlarm(project, sinks, this.#queues);
  }

  start(): void {
    const { store, signs } = this.#world;
    this.#subscriptions = [store.onEvents(() => this.look()), signs.onChange(() => this.look())];
    const names = this.#sinks.map(({ name }) => name);
    store
      .write((tx) => {
        failOthers(tx, names);
        forgetOtherSinks(tx, names);
      })
      .catch((error) => this.#world.log.error("alerts: sinks that are gone could not be forgotten", error))
      .finally(() => this.look());
  }

  /** Looks at what is the case, now or as soon as the present look is over. */
  look(): void {
    void this.#loop.ask();
  }

  /** Throws `not_found`, or `conflict` when it is over. */
  acknowledge(key: string): Promise<Alert> {
    return this.#world.store.write((tx) => this.#book.acknowledge(tx, requireAlert(tx.db, key)));
  }

  /** Throws `not_found`. While its cause is the case it is not raised again. */
  close(key: string): Promise<Alert> {
    return this.#world.store.write((tx) => this.#book.close(tx, requireAlert(tx.db, key)));
  }

  /** Sends a test through one sink or all, and answers the alert when each has answered or some time has passed. */
  test(sink: string | undefined): Promise<Alert> {
    return testSinks(this.#world, this.#sinks, () => this.#tellAll(), sink);
  }

  /** What is not told yet is told by the next daemon. */
  async stop(): Promise<void> {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
    await this.#loop.stop();
    this.#alarm.end();
    await Promise.all(this.#queues.map((queue) => queue.stop()));
  }

  async #lookOnce(): Promise<number | null> {
    const wakeAt = await this.#bringUpToDate();
    this.#tellAll();
    return wakeAt && Math.min(wakeAt, this.#world.clock() + LONGEST_WAIT_MS);
  }

  #fail(error: unknown): void {
    const { log, clock } = this.#world;
    // While the database refuses everything, once is enough.
    if (!this.#alarm.isRaised) log.error(`alerts: ${describeError(error)}`, error);
    if (isDatabaseFailure(error)) this.#alarm.raise(error, clock());
  }

  #tellAll(): void {
    for (const queue of this.#queues) queue.wake();
  }

  /** Answers when to look again if nothing happens before, ms UTC. */
  async #bringUpToDate(): Promise<number | null> {
    const { store, clock } = this.#world;
    if (this.#alarm.isRaised) {
      await store.write((tx) => tx.event("daemon.warning", {}, { message: this.#alarm.describe(tx.at) }));
      this.#alarm.end();
    }
    const { changes, wakeAt } = this.#decide(clock());
    if (changes.length === 0) return wakeAt;
    return await store.write((tx) => {
      const decided = this.#decide(tx.at);
      for (const change of decided.changes) this.#book.apply(tx, change);
      return decided.wakeAt;
    });
  }

  #decide(now: number): { changes: AlertChange[]; wakeAt: number | null } {
    const { store, paths, signs, settings } = this.#world;
    const known = listKnownAlerts(store.db, now - STEADY_MS);
    const { conditions, endsAt } = readConditions(store.db, paths, now);
    const earlier = signsBefore(known, this.#startedAt, now);
    const { remindAfter, quiet } = settings.alerts;
    const { changes, wakeAt } = reconcileAlerts(
      known,
      [...earlier.conditions, ...conditions, ...signs.list()],
      now,
      { remindAfterMs: remindAfter, tellableFrom: (at, condition) => tellableFrom(at, condition, quiet) },
    );
    const wakes = [endsAt, wakeAt, earlier.endsAt].filter((at) => at !== null);
    return { changes, wakeAt: wakes.length > 0 ? Math.min(...wakes) : null };
  }
}

const isDatabaseFailure = (error: unknown): error is Error =>
  (error instanceof OverstoryError && error.code === "database") ||
  systemCode(error)?.startsWith("SQLITE_") === true;
