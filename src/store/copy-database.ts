#!/usr/bin/env bun
import { constants, Database } from "bun:sqlite";
import { copyFileSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { describeError, OverstoryError } from "../errors.ts";
import { syncPath } from "./sync-path.ts";

/**
 * A program: SOURCE TARGET OWNER. Copies the main file of a database, which its owner (a pid, our parent) keeps as it is for so long, then makes of
 * that copy a compact database, checks it, and puts it in its place. See backup.ts.
 */
const [source = "", target = "", owner = ""] = process.argv.slice(2);
const copy = `${target}.copy`;
const draft = `${target}.tmp`;
try {
  removeDrafts();
  copyFileSync(source, copy);
  // Without its owner nobody keeps the file as it is, and the copy may be of two times.
  if (process.ppid !== Number(owner))
    throw new OverstoryError("internal", "the daemon that asked for it has ended");
  compact();
  check();
  syncPath(draft);
  renameSync(draft, target);
  syncPath(dirname(target));
} catch (error) {
  console.error(describeError(error));
  process.exitCode = 1;
} finally {
  removeDrafts();
}

function removeDrafts(): void {
  for (const file of [copy, draft, `${draft}-journal`]) rmSync(file, { force: true });
}

function compact(): void {
  // Immutable: SQLite is not to look for a log beside it, nor to make one.
  const db = new Database(
    `${pathToFileURL(copy).href}?immutable=1`,
    constants.SQLITE_OPEN_READONLY | constants.SQLITE_OPEN_URI,
  );
  try {
    db.query("VACUUM INTO ?").run(draft);
  } finally {
    db.close();
  }
}

function check(): void {
  const db = new Database(draft, { readonly: true });
  try {
    const result = db.query<{ quick_check: string }, []>("PRAGMA quick_check(1)").get()?.quick_check;
    if (result !== "ok") throw new OverstoryError("database", `the copy is damaged: ${result}`);
  } finally {
    db.close();
  }
}
