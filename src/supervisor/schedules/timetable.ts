import { describeError } from "../../errors.ts";
import type { Logger } from "../../log.ts";
import type { Store, Transaction } from "../../store/store.ts";
import { handledUntil, recordHandled } from "../../store/timetable.ts";
import type { Calendar } from "./calendar.ts";

/** Something that is done at certain times. */
export interface Job {
  /** Unique, and the same for every daemon: what it was last due for is kept under it. */
  name: string;
  calendar: Calendar;
  /** Writes down what must neither be lost nor done twice, together with the fact that the time is dealt with. */
  record(tx: Transaction, dueAt: number): void;
  /** Sets going what is due; how that goes is its own to tell. */
  begin(): void;
}

/** Timers stand still while the machine sleeps and know nothing of a clock that is set, so it looks at least this often. */
const LONGEST_WAIT_MS = 30_000;
const RETRY_MS = 5000;
/** A clock set back by less is waited out, so that nothing is done twice; by more, it was wrong before. */
const SET_BACK_MS = 3 * 60 * 60_000;

export interface TimetableParts {
  store: Store;
  clock: () => number;
  log: Logger;
  jobs: readonly Job[];
  /** Called at every look. */
  beat: () => void;
}

/**
 * Begins each job at its times, each time once, whatever happens to the daemon. Of the times that passed while nobody
 * looked, only the last one counts; a new job begins with its next time.
 */
export class Timetable {
  readonly #parts: TimetableParts;
  #timer: Timer | undefined;
  #looking: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(parts: TimetableParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#looking = this.#look();
  }

  /** Resolves when nothing more is begun. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { clock, log, jobs, beat } = this.#parts;
    beat();
    let waitMs = LONGEST_WAIT_MS;
    for (const job of jobs) {
      try {
        await this.#visit(job, clock());
        waitMs = Math.min(waitMs, this.#untilNext(job, clock()));
      } catch (error) {
        log.error(`${job.name}: ${describeError(error)}`, error);
        waitMs = Math.min(waitMs, RETRY_MS);
      }
    }
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => this.start(), Math.max(1, waitMs));
  }

  async #visit(job: Job, now: number): Promise<void> {
    const dueAt = this.#dueAt(job, now);
    if (dueAt === null) return;
    const isNew = dueAt === "new";
    await this.#parts.store.write((tx) => {
      recordHandled(tx, job.name, job.calendar.text, isNew ? now : dueAt);
      if (!isNew) job.record(tx, dueAt);
    });
    if (!isNew) job.begin();
  }

  #dueAt({ name, calendar }: Job, now: number): number | "new" | null {
    const until = handledUntil(this.#parts.store.db, name, calendar.text);
    if (until === null || until > now + SET_BACK_MS) return "new";
    const next = calendar.next(until);
    return next === null || next > now ? null : (calendar.last(now) ?? next);
  }

  #untilNext({ calendar }: Job, now: number): number {
    return (calendar.next(now) ?? Number.POSITIVE_INFINITY) - now;
  }
}
