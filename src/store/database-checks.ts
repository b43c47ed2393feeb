import type { Database } from "bun:sqlite";
import { pragma } from "./database.ts";
import { countBrokenReferences, listDuplicateTables, listUnaccounted } from "./import-checks.ts";
import { SCHEMA_VERSION } from "./migrate.ts";

export interface DatabaseCheck {
  name:
    | "integrity"
    | "foreign keys"
    | "schema version"
    | "no duplicate tables"
    | "every legacy row accounted for";
  state: "ok" | "failed";
  message: string;
  /** The remedy. */
  hint: string | null;
}

const NEWEST_BACKUP = "overstory db restore puts the newest backup in its place";

/** Whether the database is whole, and all that was imported into it is accounted for. */
export function checkDatabase(db: Database): DatabaseCheck[] {
  const integrity = db
    .query<{ integrity_check: string }, []>("PRAGMA integrity_check(5)")
    .all()
    .map(({ integrity_check }) => integrity_check)
    .filter((line) => line !== "ok");
  const broken = countBrokenReferences(db);
  const schema = pragma(db, "user_version");
  return [
    judge("integrity", "the file is whole", integrity, NEWEST_BACKUP),
    judge(
      "foreign keys",
      "every reference leads somewhere",
      broken === 0 ? [] : [`${broken} rows refer to rows that are gone`],
      NEWEST_BACKUP,
    ),
    judge(
      "schema version",
      `${schema}`,
      schema === SCHEMA_VERSION ? [] : [`it is ${schema}; this overstory works with ${SCHEMA_VERSION}`],
      "start the daemon of this version: it brings an older schema up to date",
    ),
    judge(
      "no duplicate tables",
      "each thing has one table",
      listDuplicateTables(db).map((name) => `${name} serves the purpose of another table`),
      "whoever made it should remove it",
    ),
    judge(
      "every legacy row accounted for",
      "what was imported is on record, row by row",
      listUnaccounted(db).map(({ key, what }) => `${key}: ${what}`),
      "the copies of the source, and of the database before, are in the backups: overstory import show",
    ),
  ];
}

const judge = (name: DatabaseCheck["name"], well: string, faults: string[], hint: string): DatabaseCheck =>
  faults.length === 0
    ? { name, state: "ok", message: well, hint: null }
    : { name, state: "failed", message: faults.join("\n"), hint };
