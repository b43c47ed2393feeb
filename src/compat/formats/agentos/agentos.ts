import type { Format, OpenSource } from "../../format.ts";
import { sourceHash } from "../../sources/hash-files.ts";
import { databaseFiles } from "../../sources/sqlite-file.ts";
import { hasTable, type Schema } from "../../sources/sqlite-schema.ts";
import { SqliteSource } from "../../sources/sqlite-source.ts";
import type { RowMapper } from "../map-row.ts";
import { openTables } from "../open-tables.ts";
import { findDatabase } from "../places.ts";
import { mapSession } from "./map-session.ts";
import { mapTask } from "./map-task.ts";
import { CHATS, findTwins, type SessionTable, TASK_SESSIONS } from "./twins.ts";

/** Below a project, where it kept its file. */
const FOLDERS = ["store", "data"];

/** One database, with a table of sessions for tasks and one for chats, before or after the first was merged into the second. */
export const agentos: Format = {
  name: "agentos",
  where: "a database with chat_sessions, right in the folder or in store/ or data/",
  open(path) {
    const database = findDatabase(path, isAgentos, ...FOLDERS);
    return database === null ? null : openDatabase(database);
  },
};

const isAgentos = (schema: Schema): boolean =>
  hasTable(schema, "task_sessions", "session_id", "channel") ||
  (hasTable(schema, CHATS, "session_id", "title") && hasTable(schema, "tasks", "task_id"));

function openDatabase(path: string): OpenSource {
  const hash = sourceHash(() => databaseFiles(path));
  const source = new SqliteSource(path);
  const schema = source.has("task_sessions") ? "before the merge" : "after the merge";
  return {
    ...openTables(source, mappersOf(source), schema),
    hash,
    files: databaseFiles(path).map((file) => file.path),
  };
}

function mappersOf(source: SqliteSource): Record<string, RowMapper> {
  const twinOf = findTwins(source);
  const sessions =
    (table: SessionTable): RowMapper =>
    (read) =>
      mapSession(read, table, twinOf);
  const [before, after] = TASK_SESSIONS;
  return { tasks: mapTask, [CHATS]: sessions(CHATS), [before]: sessions(before), [after]: sessions(after) };
}
