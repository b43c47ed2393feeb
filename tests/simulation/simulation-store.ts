import { join } from "node:path";
import { Store } from "../../src/store/store.ts";
import { tempFolder } from "../support/temp.ts";

export interface SimulationStore extends Disposable {
  store: Store;
  /** What the store takes for the time, ms UTC. */
  time: { now: () => number };
  /** Empties every table. */
  clear(): void;
}

/** A store for many schedules. Nothing of it has to survive a power cut, so no write waits for a disk. */
export function simulationStore(): SimulationStore {
  const temp = tempFolder();
  const time = { now: Date.now };
  const store = Store.open(join(temp.path, "overstory.db"), "owner", () => time.now());
  store.db.run("PRAGMA synchronous = OFF");
  store.db.run("PRAGMA journal_mode = MEMORY");
  const tables = store.db
    .query<{ name: string }, []>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'schema_migrations'",
    )
    .all();
  const clear = () =>
    store.writeNow(({ db }) => {
      db.run("PRAGMA defer_foreign_keys = ON");
      for (const { name } of tables) db.run(`DELETE FROM ${name}`);
    });
  return {
    store,
    time,
    clear,
    [Symbol.dispose]: () => {
      store.close();
      temp[Symbol.dispose]();
    },
  };
}
