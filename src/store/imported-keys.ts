import type { Database } from "bun:sqlite";
import { formatKey, type KeyKind, keyNumber } from "../domain/keys.ts";
import { nameProblem } from "../domain/names.ts";
import type { Transaction } from "./store.ts";

/** Higher numbers are no keys that people use; ours would have to go on after them. */
const HIGHEST_KEPT = 999_999;

export type KeyedKind = "run" | "session" | "sprint" | "task";

const COUNTERS: Record<KeyedKind, KeyKind> = {
  run: "RUN",
  session: "SESSION",
  sprint: "SPRINT",
  task: "TASK",
};

const TAKEN: Record<KeyedKind, string> = {
  run: "SELECT 1 FROM runs WHERE key = ?",
  session: "SELECT 1 FROM sessions WHERE key = ?",
  sprint: "SELECT 1 FROM sprints WHERE key = ?",
  // Case is folded: a key may become a folder.
  task: "SELECT 1 FROM tasks WHERE key = ?1 OR key = upper(?1)",
};

export const readCounters = (db: Database): Record<string, number> =>
  Object.fromEntries(
    db
      .query<{ name: string; value: number }, []>("SELECT name, value FROM counters")
      .all()
      .map(({ name, value }) => [name, value]),
  );

/**
 * Gives keys to imported things. A key that they had keeps its form and number where that is free here, and our own numbers
 * go on after it; else they get the next number, and what they were called is kept as a former key.
 */
export class ImportedKeys {
  readonly #db: Database;
  readonly #importId: string;
  readonly #taken;
  readonly #former;
  readonly #counters: Record<string, number>;

  constructor(db: Database, importId: string) {
    this.#db = db;
    this.#importId = importId;
    this.#counters = readCounters(db);
    const { run, session, sprint, task } = TAKEN;
    this.#taken = {
      run: db.prepare(run),
      session: db.prepare(session),
      sprint: db.prepare(sprint),
      task: db.prepare(task),
    };
    this.#former = db.prepare("INSERT OR IGNORE INTO former_keys VALUES (?, ?, ?, ?)");
  }

  /**
   * The key of a new thing; its former key, if it has one and cannot keep it, leads to `id` from now on. By its id in the
   * source it is found anyway.
   */
  give(
    kind: KeyedKind,
    { formerKey, id: sourceId }: { formerKey: string | null; id: string },
    id: string,
  ): string {
    if (formerKey !== null && this.#keep(kind, formerKey)) return formerKey;
    const key = this.#next(kind);
    if (formerKey !== null && formerKey !== sourceId) this.#former.run(kind, formerKey, id, this.#importId);
    return key;
  }

  /** Writes how far the numbers have come. */
  save({ db }: Transaction): Record<string, number> {
    for (const [name, value] of Object.entries(this.#counters))
      db.query(
        "INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      ).run(name, value);
    return readCounters(this.#db);
  }

  close(): void {
    for (const statement of [...Object.values(this.#taken), this.#former]) statement.finalize();
  }

  #keep(kind: KeyedKind, key: string): boolean {
    const counter = COUNTERS[kind];
    const number = keyNumber(counter, key);
    const isOurForm = number !== undefined && formatKey(counter, number) === key && number <= HIGHEST_KEPT;
    // Tasks are called as people like; what looks like one of our numbers must be one.
    const isName = kind === "task" && number === undefined && nameProblem(key) === undefined;
    if ((!isOurForm && !isName) || this.#taken[kind].get(key) !== null) return false;
    if (number !== undefined) this.#counters[counter] = Math.max(this.#counters[counter] ?? 0, number);
    return true;
  }

  #next(kind: KeyedKind): string {
    const counter = COUNTERS[kind];
    for (;;) {
      const number = (this.#counters[counter] ?? 0) + 1;
      this.#counters[counter] = number;
      const key = formatKey(counter, number);
      // A task of a plan may bear any name.
      if (kind !== "task" || this.#taken.task.get(key) === null) return key;
    }
  }
}
