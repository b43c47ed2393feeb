import { join } from "node:path";
import { runCommand } from "../command.ts";
import { OverstoryError } from "../errors.ts";
import type { Store } from "./store.ts";

const PROGRAM = join(import.meta.dir, "copy-database.ts");
const DEADLINE_MS = 5 * 60_000;
/** SQLite's own default, in pages. */
const AUTOCHECKPOINT = 1000;

/**
 * Writes a whole, checked and compact copy of the database as it is now to `target`, which appears at once or not at all.
 * Another process does the work, and writes go on meanwhile: while no checkpoint is made, they only reach the log, and the
 * main file stays as it is. (VACUUM INTO on this connection would keep the daemon from everything, a second for 400 MB.)
 * One after the other: a copy waits for the one before it. Not to be called while the store is being closed. Throws
 * `database`, or `timeout`.
 */
export function copyDatabase(store: Store, target: string): Promise<void> {
  const before = copying.get(store) ?? Promise.resolve();
  const copied = before.then(() => copyNow(store, target));
  copying.set(
    store,
    copied.catch(() => undefined),
  );
  return copied;
}

/** The copy that is being made last, by its store. */
const copying = new WeakMap<Store, Promise<void>>();

async function copyNow(store: Store, target: string): Promise<void> {
  await store.whenShared();
  const { db } = store;
  db.run("PRAGMA wal_autocheckpoint = 0");
  try {
    checkpoint(db);
    const argv = [process.execPath, PROGRAM, db.filename, target, `${process.pid}`];
    const { exitCode, stderr } = await runCommand(argv, { deadlineMs: DEADLINE_MS });
    if (exitCode === 0) return;
    throw new OverstoryError("database", `the database could not be copied: ${stderr.trim()}`);
  } finally {
    db.run(`PRAGMA wal_autocheckpoint = ${AUTOCHECKPOINT}`);
  }
}

/** Brings everything that is committed into the main file. */
function checkpoint(db: Store["db"]): void {
  const result = db.query<{ busy: number }, []>("PRAGMA wal_checkpoint(TRUNCATE)").get();
  if (result?.busy === 0) return;
  throw new OverstoryError("database", "the database could not be brought up to date for a copy", {
    hint: "something reads it for long; try again",
  });
}
