import type { Database } from "bun:sqlite";
import type { EventKind } from "../domain/event.ts";
import { OverstoryError } from "../errors.ts";
import { type Access, openDatabase } from "./database.ts";
import { appendEvent, lastEventId } from "./events.ts";
import { GroupCommit } from "./group-commit.ts";
import { migrate } from "./migrate.ts";

/** What an event is about. */
export interface Subject {
  runId?: string | null;
  sessionId?: string | null;
  taskId?: string | null;
}

/** A write in progress. Functions that change a table take one, so that none can be called outside a transaction. */
export interface Transaction {
  readonly db: Database;
  /** The time of everything in it, ms UTC. */
  readonly at: number;
  event(kind: EventKind, subject: Subject, data?: Record<string, unknown>): void;
}

/** The one owner of the database. Reading is by functions of the table modules over `db`. */
export class Store {
  readonly db: Database;
  readonly #clock: () => number;
  readonly #commits: GroupCommit;
  readonly #listeners = new Set<() => void>();
  readonly #healthListeners = new Set<(refusal: OverstoryError | null) => void>();
  #lastEventId: number;
  #isRefusing = false;

  private constructor(db: Database, clock: () => number) {
    this.db = db;
    this.#clock = clock;
    this.#lastEventId = lastEventId(db);
    this.#commits = new GroupCommit(
      db,
      () => this.#announce(),
      (refusal) => this.#tellHealth(refusal),
    );
  }

  /** @param clock ms since the epoch, UTC. Errors: see `openDatabase` and `migrate`. */
  static open(path: string, access: Access, clock: () => number): Store {
    const db = openDatabase(path, access);
    try {
      migrate(db, clock());
    } catch (error) {
      db.close();
      throw error;
    }
    return new Store(db, clock);
  }

  /** Resolves when the change is durable. */
  write<T>(work: (tx: Transaction) => T): Promise<T> {
    return this.#commits.write(() => work(this.#begin()));
  }

  /**
   * A transaction that may take its time and let others run in between: their writes wait until it is over. What they read
   * meanwhile may never come to stand, see `whenShared`. When `work` throws, nothing of it stands.
   *
   * @param unchecked see `GroupCommit.exclusive`
   */
  exclusive<T>(work: (tx: Transaction) => Promise<T>, unchecked = false): Promise<T> {
    return this.#commits.exclusive(() => work(this.#begin()), unchecked);
  }

  /** Resolves when no exclusive transaction is under way. */
  whenShared(): Promise<void> {
    return this.#commits.whenShared();
  }

  /** The same for callers that cannot wait; its own transaction. Throws `conflict` while an exclusive one is under way. */
  writeNow<T>(work: (tx: Transaction) => T): T {
    if (this.#commits.isExclusive)
      throw new OverstoryError("conflict", "the database is being imported into", {
        hint: "try again afterwards",
      });
    this.#commits.flush();
    const answer = this.db.transaction(() => work(this.#begin())).immediate();
    this.#announce();
    return answer;
  }

  get lastEventId(): number {
    return this.#lastEventId;
  }

  /** Calls `listener` after every commit that wrote events; read them from your own cursor. Answers the way out. */
  onEvents(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `listener` with every refusal of a write by the database, and with null when it takes writes again. Answers the way out. */
  onHealth(listener: (refusal: OverstoryError | null) => void): () => void {
    this.#healthListeners.add(listener);
    return () => this.#healthListeners.delete(listener);
  }

  close(): void {
    this.#commits.flush();
    this.#listeners.clear();
    this.#healthListeners.clear();
    this.db.close();
  }

  #begin(): Transaction {
    const at = this.#clock();
    return { db: this.db, at, event: (kind, subject, data) => appendEvent(this.db, at, kind, subject, data) };
  }

  #tellHealth(refusal: OverstoryError | null): void {
    this.#isRefusing = refusal !== null;
    for (const listener of this.#healthListeners) listener(refusal);
  }

  #announce(): void {
    if (this.#isRefusing) this.#tellHealth(null);
    const newest = lastEventId(this.db);
    if (newest === this.#lastEventId) return;
    this.#lastEventId = newest;
    for (const listener of this.#listeners) notify(listener);
  }
}

/** What one listener throws keeps no other from hearing: it goes where faults go that nobody has caught. */
function notify(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    void Promise.reject(error);
  }
}
