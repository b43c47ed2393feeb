import type { Database } from "bun:sqlite";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type ImportAnswer, type ImportRequest, runImport } from "../../../src/compat/engine/run-import.ts";
import { type TestStore, testStore } from "../../store/fixture.ts";
import { seededRandom } from "../../support/random.ts";
import { type TestRow, testSource } from "./memory-format.ts";

export interface ImportHouse extends TestStore {
  backups: string;
  /** Imports rows, or a source. */
  take(rows: TestRow[] | ImportRequest["source"], options?: Partial<ImportRequest>): Promise<ImportAnswer>;
  /** Of every table's content, but for what an import may leave: the journal, and its own record. */
  hash(): string;
  one<T>(sql: string, ...values: (string | number)[]): T;
}

/** A store to import into. */
export function importHouse(): ImportHouse {
  const test = testStore();
  const backups = join(test.folder, "backups");
  const parts = { store: test.store, backups, clock: () => test.clock.now, random: seededRandom(7) };
  return {
    ...test,
    backups,
    take: (rows, options = {}) =>
      runImport(parts, {
        format: "test",
        path: "/source",
        source: Array.isArray(rows) ? testSource(rows) : rows,
        dryRun: false,
        lenient: false,
        tell: () => {},
        signal: new AbortController().signal,
        ...options,
      }),
    hash: () => hashOf(test.db),
    one: <T>(sql: string, ...values: (string | number)[]) => {
      const row = test.db.query<T, (string | number)[]>(sql).get(...values);
      if (!row) throw new Error(`nothing found: ${sql}`);
      return row;
    },
    [Symbol.dispose]: () => test[Symbol.dispose](),
  };
}

const LEFT_OUT = ["events", "imports"];

export function hashOf(db: Database, leftOut: readonly string[] = LEFT_OUT): string {
  const tables = db
    .query<{ name: string }, []>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .all()
    .map(({ name }) => name)
    .filter((name) => !leftOut.includes(name));
  const hash = createHash("sha256");
  for (const name of tables) {
    hash.update(`\n${name}\n`);
    for (const row of db.query(`SELECT * FROM ${name} ORDER BY 1, 2`).iterate())
      hash.update(JSON.stringify(row));
  }
  return hash.digest("hex");
}
