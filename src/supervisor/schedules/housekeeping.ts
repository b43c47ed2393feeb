import type { World } from "../world.ts";
import { Backups } from "./backups.ts";
import { Retention } from "./retention.ts";
import { ScheduledStarts, type StartRun } from "./scheduled-starts.ts";
import { Scheduler } from "./scheduler.ts";
import { Timetable } from "./timetable.ts";

/** Looks are half a minute apart at most, and each only writes a few rows. */
const LONGEST_BEAT_MS = 2 * 60_000;

/** What the daemon does by the clock: scheduled runs, backups, and removing what is old. */
export class Housekeeping {
  readonly scheduler: Scheduler;
  readonly backups: Backups;
  readonly #retention: Retention;
  readonly #timetable: Timetable;
  #isStopped = false;

  constructor(world: World, startRun: StartRun) {
    this.scheduler = new Scheduler(world, new ScheduledStarts(world, startRun));
    this.backups = new Backups(world);
    this.#retention = new Retention(world);
    const heartbeat = world.health.heartbeats.register("timetable", LONGEST_BEAT_MS);
    this.#timetable = new Timetable({
      ...world,
      jobs: [...this.scheduler.jobs(), ...this.backups.jobs(), ...this.#retention.jobs()],
      beat: () => heartbeat.beat(),
    });
  }

  start(): void {
    if (this.#isStopped) return;
    this.backups.start();
    this.scheduler.start();
    this.#timetable.start();
  }

  /** Resolves when nothing of it is under way any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#timetable.stop();
    await Promise.all([this.scheduler.stop(), this.#retention.stop(), this.backups.stop()]);
  }
}
