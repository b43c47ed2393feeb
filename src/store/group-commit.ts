import type { Database } from "bun:sqlite";
import { describeError, OverstoryError, systemCode } from "../errors.ts";

interface Job {
  run: () => void;
  done: () => void;
  failed: (error: unknown) => void;
}

/**
 * Durable writes at the price of shared ones: what is asked for within one turn of the event loop becomes one
 * transaction, and nobody is told "done" before it is on the disk.
 */
export class GroupCommit {
  readonly #db: Database;
  readonly #committed: () => void;
  readonly #refused: (refusal: OverstoryError) => void;
  #waiting: Job[] = [];
  /** Resolves when the exclusive transaction is over; undefined while there is none. */
  #exclusive: Promise<void> | undefined;

  /**
   * @param committed called after every commit, before the callers hear of it
   * @param refused called when the database takes nothing of a commit, before the callers hear of it
   */
  constructor(db: Database, committed: () => void, refused: (refusal: OverstoryError) => void) {
    this.#db = db;
    this.#committed = committed;
    this.#refused = refused;
  }

  /** Runs `work` in the next transaction. When it throws, its own changes are undone and the others stand. */
  write<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let answer: { value: T } | undefined;
      this.#waiting.push({
        run: () => {
          answer = { value: work() };
        },
        done: () => answer && resolve(answer.value),
        failed: reject,
      });
      if (this.#waiting.length === 1 && !this.#exclusive) setImmediate(() => this.flush());
    });
  }

  /**
   * A transaction of its own that may take its time: what is asked for meanwhile is committed when it is over. When `work`
   * throws, nothing of it stands. Waits for one that is under way.
   *
   * @param unchecked references are not held against what is there with each row, which takes most of the time of large
   *   writes: `work` has to see to them as a whole, by `PRAGMA foreign_key_check`, before it ends
   */
  async exclusive<T>(work: () => Promise<T>, unchecked = false): Promise<T> {
    while (this.#exclusive) await this.#exclusive;
    this.flush();
    const over = Promise.withResolvers<void>();
    this.#exclusive = over.promise;
    try {
      if (unchecked) this.#db.run("PRAGMA foreign_keys = OFF");
      const answer = await this.#alone(work);
      this.#committed();
      return answer;
    } finally {
      this.#exclusive = undefined;
      over.resolve();
      this.#db.run("PRAGMA foreign_keys = ON");
      this.flush();
    }
  }

  /** Whether an exclusive transaction is under way: what is read now may never come to stand. */
  get isExclusive(): boolean {
    return this.#exclusive !== undefined;
  }

  /** Resolves when no exclusive transaction is under way. */
  async whenShared(): Promise<void> {
    while (this.#exclusive) await this.#exclusive;
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    try {
      this.#db.run("BEGIN IMMEDIATE");
      const answer = await work();
      this.#db.run("COMMIT");
      return answer;
    } catch (error) {
      // Some errors (a full disk) have rolled back by themselves.
      if (this.#db.inTransaction) this.#db.run("ROLLBACK");
      throw systemCode(error)?.startsWith("SQLITE_") ? refusal(error) : error;
    }
  }

  /** Commits what is waiting now; while an exclusive transaction is under way, its end does that. */
  flush(): void {
    const jobs = this.#waiting;
    if (jobs.length === 0 || this.#exclusive) return;
    this.#waiting = [];
    let done: Job[];
    try {
      this.#db.query("BEGIN IMMEDIATE").run();
      done = jobs.filter((job) => this.#attempt(job));
      this.#db.query("COMMIT").run();
    } catch (error) {
      const failure = this.#rollBack(error);
      this.#refused(failure);
      for (const job of jobs) job.failed(failure);
      return;
    }
    try {
      this.#committed();
    } finally {
      for (const job of done) job.done();
    }
  }

  #rollBack(cause: unknown): OverstoryError {
    try {
      // Some errors (a full disk) have rolled back by themselves.
      if (this.#db.inTransaction) this.#db.run("ROLLBACK");
    } catch (second) {
      // A closed or broken connection has nothing to roll back.
      return refusal(new AggregateError([cause, second], describeError(cause)));
    }
    return refusal(cause);
  }

  #attempt(job: Job): boolean {
    this.#db.query("SAVEPOINT job").run();
    try {
      job.run();
      this.#db.query("RELEASE job").run();
      return true;
    } catch (error) {
      if (!this.#db.inTransaction) throw error;
      this.#db.run("ROLLBACK TO job");
      this.#db.query("RELEASE job").run();
      job.failed(error);
      return false;
    }
  }
}

const refusal = (cause: unknown) =>
  new OverstoryError("database", `the database refused a write: ${describeError(cause)}`, {
    hint: "is the disk full?",
    cause,
  });
