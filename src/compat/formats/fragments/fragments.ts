import type { Format, OpenSource } from "../../format.ts";
import { sourceHash } from "../../sources/hash-files.ts";
import { lookAt } from "../../sources/look.ts";
import { databaseFiles } from "../../sources/sqlite-file.ts";
import { hasTable, type Schema } from "../../sources/sqlite-schema.ts";
import { SqliteSource } from "../../sources/sqlite-source.ts";
import { openTables, type TableMappers } from "../open-tables.ts";
import { findDatabase } from "../places.ts";
import { isExport, listExport, openExport } from "./json-export.ts";
import { mapActivity, mapContextChange } from "./map-history.ts";
import { mapSession } from "./map-session.ts";

/** What is read of each table, in this order: activities come after their sessions. */
const MAPPERS: TableMappers = {
  work_sessions: mapSession,
  session_context_history: mapContextChange,
  session_activities: mapActivity,
};

/** Three tables, in a database or in JSON. */
export const fragments: Format = {
  name: "fragments",
  where: "a database with work_sessions, or work_sessions.json",
  open(path) {
    const database = findDatabase(path, isFragments);
    if (database !== null) return openDatabase(database);
    const files = lookAt(path) === "folder" ? listExport(path, Object.keys(MAPPERS)) : oneFile(path);
    return files.length === 0 ? null : openExport(files, MAPPERS);
  },
};

const isFragments = (schema: Schema): boolean => hasTable(schema, "work_sessions", "id", "session_key");

function openDatabase(path: string): OpenSource {
  const hash = sourceHash(() => databaseFiles(path));
  const source = new SqliteSource(path);
  return {
    ...openTables(source, MAPPERS, "database"),
    hash,
    files: databaseFiles(path).map((file) => file.path),
  };
}

const oneFile = (path: string): string[] =>
  lookAt(path) === "file" && isExport(path, Object.keys(MAPPERS)) ? [path] : [];
