import { basename } from "node:path";
import { usageError } from "../../../errors.ts";
import type { Format, OpenSource } from "../../format.ts";
import { type NamedFile, sourceHash } from "../../sources/hash-files.ts";
import { openJsonFile, readList } from "../../sources/json-file.ts";
import { lookAt, readHead } from "../../sources/look.ts";
import { databaseFiles, isSqlite } from "../../sources/sqlite-file.ts";
import { hasTable, readSchema } from "../../sources/sqlite-schema.ts";
import { SqliteSource } from "../../sources/sqlite-source.ts";
import { mapRow } from "../map-row.ts";
import { openTables, type Tables } from "../open-tables.ts";
import { findFile, folderCalled } from "../places.ts";
import { mapRun } from "./map-run.ts";
import { mapSession } from "./map-session.ts";
import { describeSiblings } from "./siblings.ts";

const LIST = "sessions.json";
const DATABASE = "sessions.db";

/** The earlier product of the same name: `sessions.json`, `sessions.db`, or both, which then are one source. */
export const overstory: Format = {
  name: "overstory",
  where: `.overstory/${LIST} or .overstory/${DATABASE}`,
  open(path) {
    const { list, database } = findParts(path);
    if (list === null && database === null) return null;
    return openParts(list, database);
  },
};

interface Parts {
  list: string | null;
  database: string | null;
}

function findParts(path: string): Parts {
  if (lookAt(path) === "folder") {
    const folder = folderCalled(path, ".overstory");
    return { list: findFile(folder, LIST), database: findFile(folder, DATABASE) };
  }
  return { list: isList(path) ? path : null, database: isDatabase(path) ? path : null };
}

const SNIFFED_BYTES = 64 * 1024;

/** By its name, also when it is broken; by what is in it otherwise. */
function isList(path: string): boolean {
  if (lookAt(path) !== "file" || isSqlite(path)) return false;
  if (basename(path) === LIST) return true;
  const head = Buffer.from(readHead(path, SNIFFED_BYTES) ?? []).toString("latin1");
  return /^(\xef\xbb\xbf)?\s*\[/.test(head) && head.includes('"agentName"');
}

function isDatabase(path: string): boolean {
  if (lookAt(path) !== "file") return false;
  if (basename(path) === DATABASE) return true;
  const schema = readSchema(path);
  return schema !== null && hasTable(schema, "sessions", "id", "agent_name", "capability");
}

/** The database first: it is the newer of the two. */
function openParts(list: string | null, database: string | null): OpenSource {
  const files = (): NamedFile[] => [
    ...(database === null ? [] : databaseFiles(database)),
    ...(list === null ? [] : [{ name: LIST, path: list }]),
  ];
  const hash = sourceHash(files);
  // Nothing has to be closed again when the list turns out to be broken.
  const last = list === null ? [] : [openList(list, database !== null)];
  const parts = [...(database === null ? [] : [openDatabase(database)]), ...last];
  return {
    description: parts.map(({ description }) => description).join("; "),
    rowCount: parts.reduce((sum, { rowCount }) => sum + (rowCount ?? 0), 0),
    remarks: [...parts.flatMap(({ remarks }) => remarks), ...describeSiblings(list ?? database ?? "")],
    hash,
    *rows() {
      for (const part of parts) yield* part.rows();
    },
    map: (row) => (row.table === LIST ? parts.at(-1) : parts[0])?.map(row) ?? { records: [] },
    files: files().map(({ path }) => path),
    close: () => {
      for (const part of parts) part.close();
    },
  };
}

function openList(path: string, hasRuns: boolean): Tables {
  const { shape, counts } = openJsonFile(path);
  if (shape !== "list")
    throw usageError(
      `${basename(path)}: is no list of sessions`,
      "nothing was imported; it has to begin with [",
    );
  const count = counts.get("") ?? 0;
  return {
    description: `${basename(path)}, ${count} entries`,
    rowCount: count,
    remarks: [],
    rows: () => readList(path, "", LIST),
    map: ({ raw }) => mapRow(raw, (read) => mapSession(read, hasRuns)),
    close: () => {},
  };
}

function openDatabase(path: string): Tables {
  const source = new SqliteSource(path);
  const schema = source.has("sessions", "task_id") ? "newer schema" : "older schema";
  const hasRuns = source.has("runs");
  return openTables(source, { runs: mapRun, sessions: (read) => mapSession(read, hasRuns) }, schema);
}
