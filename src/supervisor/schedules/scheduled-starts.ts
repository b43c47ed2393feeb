import { resolve } from "node:path";
import type { ScheduleSettings } from "../../config/schedules.ts";
import type { Settings } from "../../config.ts";
import type { Run } from "../../domain/run.ts";
import type { ScheduleRun } from "../../domain/schedule.ts";
import { describeError, OverstoryError } from "../../errors.ts";
import { findRunByRequest } from "../../store/runs.ts";
import {
  endScheduleRun,
  lastScheduleStart,
  listScheduleNames,
  recordScheduledRun,
} from "../../store/schedule-runs.ts";
import { didYouMean } from "../../suggest.ts";
import type { World } from "../world.ts";
import { readPlan } from "./read-plan.ts";

export type ScheduleWorld = Pick<World, "store" | "paths" | "settings" | "clock" | "log" | "signs">;

/** Starts a run, once for each request. */
export type StartRun = (request: {
  plan: unknown;
  source: string;
  maxAgents?: number | undefined;
  requestId: string;
}) => Promise<Run>;

/**
 * Starts the runs of rows that are due. The run's request is named for the schedule and its due time, so that a start
 * that a crash interrupted finds the run it had made. A schedule that cannot start its run becomes a condition.
 */
export class ScheduledStarts {
  readonly #world: ScheduleWorld;
  readonly #startRun: StartRun;
  /** By the id of their row. */
  readonly #starting = new Map<string, Promise<void>>();

  constructor(world: ScheduleWorld, startRun: StartRun) {
    this.#world = world;
    this.#startRun = startRun;
  }

  /** Resolves when no start is under way any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#starting.values());
  }

  /** Says of every schedule whether it needs a person. */
  tellAll(): void {
    for (const name of listScheduleNames(this.#world.store.db)) this.#tell(name, null);
  }

  /** Resolves when the outcome is recorded; a row whose start is under way is not started again. */
  start(row: ScheduleRun): Promise<void> {
    const underway = this.#starting.get(row.id);
    if (underway) return underway;
    const starting = this.#carryOut(row).finally(() => this.#starting.delete(row.id));
    this.#starting.set(row.id, starting);
    return starting;
  }

  async #carryOut(row: ScheduleRun): Promise<void> {
    let run: Run;
    try {
      run = await this.#findOrStart(row);
    } catch (error) {
      await this.#giveUp(row, error);
      return;
    }
    await this.#world.store.write((tx) => recordScheduledRun(tx, row, run.id));
    this.#tell(row.schedule, null);
  }

  async #giveUp(row: ScheduleRun, error: unknown): Promise<void> {
    const { store, log } = this.#world;
    const isKnown = error instanceof OverstoryError;
    if (!isKnown) log.error(`schedule ${row.schedule}`, error);
    await store.write((tx) => endScheduleRun(tx, row, "failed", describeError(error)));
    this.#tell(row.schedule, isKnown ? (error.hint ?? null) : null);
  }

  async #findOrStart({ schedule, dueAt }: ScheduleRun): Promise<Run> {
    const { store, paths } = this.#world;
    const requestId = `schedule ${schedule} ${new Date(dueAt).toISOString()}`;
    const known = findRunByRequest(store.db, requestId);
    if (known) return known;
    const { plan, maxAgents } = requireSchedule(this.#world.settings, schedule);
    const read = await readPlan(resolve(paths.root, plan), paths.root);
    return this.#startRun({ ...read, maxAgents, requestId });
  }

  /** A schedule whose latest due time could not be started needs a person; a run that fails tells of itself. */
  #tell(name: string, hint: string | null): void {
    const last = lastScheduleStart(this.#world.store.db, name);
    const cause = `schedule_failed:${name}`;
    const isConfigured = this.#world.settings.schedules.some((one) => one.name === name);
    if (!isConfigured || last?.result !== "failed" || last.runId !== null) {
      this.#world.signs.clear(cause);
      return;
    }
    this.#world.signs.set({
      cause,
      kind: "schedule_failed",
      severity: "warning",
      subject: name,
      message: `schedule ${name} could not start its run: ${last.message}`,
      hint: hint ?? `when that is mended: overstory schedule run ${name}`,
    });
  }
}

/** Throws `not_found`. */
export function requireSchedule({ schedules }: Pick<Settings, "schedules">, name: string): ScheduleSettings {
  const found = schedules.find((one) => one.name === name);
  if (found) return found;
  const names = schedules.map((one) => one.name);
  throw new OverstoryError("not_found", `there is no schedule "${name}"${didYouMean(name, names)}`, {
    hint: "overstory schedule list shows them; they are made in overstory.config.ts",
  });
}
