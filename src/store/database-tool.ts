#!/usr/bin/env bun
import { describeError, OverstoryError } from "../errors.ts";
import { openDatabase } from "./database.ts";
import { checkDatabase } from "./database-checks.ts";
import { describeDatabase } from "./database-status.ts";
import { restoreDatabase } from "./restore-database.ts";

/**
 * A program, for when no daemon has the database: `status DATABASE`, `verify DATABASE` or `restore DATABASE COPY`. Prints
 * one JSON document: `{"answer": …}` or `{"error": {code, message, hint}}`.
 */
const [action = "", path = "", copy = ""] = process.argv.slice(2);

function act(): unknown {
  if (action === "restore") return restoreDatabase(path, copy, Date.now());
  const db = openDatabase(path, "owner");
  try {
    return action === "status" ? describeDatabase(db) : checkDatabase(db);
  } finally {
    db.close();
  }
}

try {
  console.log(JSON.stringify({ answer: act() }));
} catch (error) {
  const { code, hint = null } = error instanceof OverstoryError ? error : { code: "internal" };
  console.log(JSON.stringify({ error: { code, message: describeError(error), hint } }));
}
