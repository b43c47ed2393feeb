import type { Database } from "bun:sqlite";
import type { ScheduleSettings } from "../../config/schedules.ts";
import { decideDue, type ScheduleRun } from "../../domain/schedule.ts";
import { describeError, OverstoryError } from "../../errors.ts";
import { getRun } from "../../store/runs.ts";
import {
  beginScheduleRun,
  endScheduleRun,
  getScheduleRun,
  insertScheduleRun,
  lastScheduleRun,
  listOpenScheduleRuns,
} from "../../store/schedule-runs.ts";
import type { Transaction } from "../../store/store.ts";
import { type Calendar, createCalendar } from "./calendar.ts";
import { requireSchedule, type ScheduledStarts, type ScheduleWorld } from "./scheduled-starts.ts";
import type { Job } from "./timetable.ts";

export interface ScheduleState {
  settings: ScheduleSettings;
  nextAt: number | null;
  last: ScheduleRun | null;
}

/**
 * Starts a run of a plan file at its times. What is due is a row before it is acted on, and the run's request is named
 * for the schedule and the due time, so no crash starts a run twice. What is to be done it reads from those rows alone.
 */
export class Scheduler {
  readonly #world: ScheduleWorld;
  readonly #starts: ScheduledStarts;
  readonly #calendars: ReadonlyMap<string, Calendar>;
  #unsubscribe = () => {};
  #isStopped = false;

  constructor(world: ScheduleWorld, starts: ScheduledStarts) {
    this.#world = world;
    this.#starts = starts;
    this.#calendars = new Map(
      world.settings.schedules.map(({ name, cron, timezone }) => [name, createCalendar(cron, timezone)]),
    );
  }

  /** What the timetable is to begin. */
  jobs(): Job[] {
    return [...this.#calendars].map(([name, calendar]) => ({
      name: `schedule ${name}`,
      calendar,
      record: (tx, dueAt) => this.#record(tx, name, dueAt),
      begin: () => this.advance(),
    }));
  }

  start(): void {
    this.#starts.tellAll();
    this.#unsubscribe = this.#world.store.onEvents(() => this.advance());
    this.advance();
  }

  /** Resolves when no start is under way any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#unsubscribe();
    await this.#starts.settled();
  }

  list(): ScheduleState[] {
    const { settings, store, clock } = this.#world;
    return settings.schedules.map((one) => ({
      settings: one,
      nextAt: this.#calendars.get(one.name)?.next(clock()) ?? null,
      last: lastScheduleRun(store.db, one.name),
    }));
  }

  /**
   * Starts a run now, as if it were due. Resolves when it has started, or waits for the one before it. Throws `not_found`,
   * and `conflict` when the overlap policy forbids it or it cannot be started.
   */
  async runNow(name: string): Promise<void> {
    const { store } = this.#world;
    const { overlap, plan } = requireSchedule(this.#world.settings, name);
    const id = await store.write((tx) => {
      const decision = decideDue(overlap, openOf(tx.db, name), 0);
      if (decision.result !== "skipped") return insertScheduleRun(tx, name, tx.at, decision);
      throw new OverstoryError("conflict", `schedule ${name}: ${decision.message}`, {
        hint: `to start it all the same: overstory run --plan ${plan}`,
      });
    });
    const row = getScheduleRun(store.db, id);
    if (row?.result === "running") await this.#starts.start(row);
    const after = getScheduleRun(store.db, id);
    if (after?.result !== "failed" || after.runId !== null) return;
    throw new OverstoryError("conflict", `schedule ${name}: ${after.message}`);
  }

  /** Does what the open rows ask for: closes those whose run is over, lets those go on that waited, starts what is due. */
  advance(): void {
    if (this.#isStopped) return;
    const { store } = this.#world;
    const open = listOpenScheduleRuns(store.db);
    const changes = open.flatMap((row) => this.#changeOf(row, open) ?? []);
    if (changes.length > 0) {
      const change = store.write((tx) => {
        for (const apply of changes) apply(tx);
      });
      this.#attempt(change.then(() => this.advance()));
    }
    for (const row of open)
      if (row.result === "running" && row.runId === null) this.#attempt(this.#starts.start(row));
  }

  #record(tx: Transaction, name: string, dueAt: number): void {
    // A person may have asked for a run at this very millisecond.
    if (lastScheduleRun(tx.db, name)?.dueAt === dueAt) return;
    const { overlap } = requireSchedule(this.#world.settings, name);
    insertScheduleRun(tx, name, dueAt, decideDue(overlap, openOf(tx.db, name), tx.at - dueAt));
  }

  #changeOf(row: ScheduleRun, open: readonly ScheduleRun[]): ((tx: Transaction) => void) | undefined {
    if (row.result === "waiting") {
      const isFree = !open.some(({ schedule, result }) => schedule === row.schedule && result === "running");
      return isFree ? (tx) => beginScheduleRun(tx, row.id) : undefined;
    }
    if (row.runId === null) return undefined;
    const run = getRun(this.#world.store.db, row.runId);
    if (run?.status === "active") return undefined;
    if (run?.status === "completed") return (tx) => endScheduleRun(tx, row, "done", null);
    const why = run ? `${run.key} ${run.status}: ${run.reason ?? ""}` : "its run is gone";
    return (tx) => endScheduleRun(tx, row, "failed", why);
  }

  #attempt(work: Promise<void>): void {
    work.catch((error) => this.#world.log.error(`schedules: ${describeError(error)}`, error));
  }
}

const openOf = (db: Database, name: string) =>
  listOpenScheduleRuns(db).filter(({ schedule }) => schedule === name);
