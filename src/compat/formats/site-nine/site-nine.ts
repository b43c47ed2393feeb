import { basename, dirname, join } from "node:path";
import type { Format, OpenSource } from "../../format.ts";
import { type NamedFile, sourceHash } from "../../sources/hash-files.ts";
import { lookAt } from "../../sources/look.ts";
import { databaseFiles } from "../../sources/sqlite-file.ts";
import { hasTable, readSchema, type Schema } from "../../sources/sqlite-schema.ts";
import { SqliteSource } from "../../sources/sqlite-source.ts";
import { extra, keepRow, mapRow, type RowMapper } from "../map-row.ts";
import { openTables } from "../open-tables.ts";
import { findFile } from "../places.ts";
import { mapAgent, mapMission } from "./map-agent.ts";
import { mapMarkdown } from "./map-markdown.ts";
import { keepWithMission, mapDependency, mapTask } from "./map-task.ts";
import { listMarkdown, readMarkdown } from "./markdown-files.ts";
import { findOwners, type OwnerOf } from "./session-files.ts";

const DATABASE = ".opencode/data/project.db";

/** A database of agents (later: missions) and tasks, and a markdown file for each session. */
export const siteNine: Format = {
  name: "site-nine",
  where: DATABASE,
  open(path) {
    const database = findDatabase(path);
    return database === null ? null : openProject(database);
  },
};

/** In its place also when it is broken. */
function findDatabase(path: string): string | null {
  if (lookAt(path) === "folder") return findFile(path, DATABASE, "data/project.db", "project.db");
  if (path.endsWith(`/${DATABASE}`)) return lookAt(path) === "file" ? path : null;
  const schema = readSchema(path);
  return schema !== null && isProject(schema) ? path : null;
}

const isProject = (schema: Schema): boolean =>
  hasTable(schema, "agents", "name", "session_date") || hasTable(schema, "missions", "persona_name");

function openProject(database: string): OpenSource {
  const markdown = listMarkdown(rootOf(database));
  const hash = sourceHash(() => [...databaseFiles(database), ...listMarkdown(rootOf(database))]);
  const source = new SqliteSource(database);
  const schema = source.has("missions") ? "newer schema" : "older schema";
  const names = new Set(markdown.map(({ name }) => name));
  const tables = openTables(source, mappersOf(source), schema);
  const ownerOf = findOwners(source, [...names]);
  return {
    description: `${tables.description}; ${markdown.length} session files`,
    rowCount: (tables.rowCount ?? 0) + markdown.length,
    remarks: [...tables.remarks, ...[...names].filter((name) => ownerOf(name).isShared).map(describeShared)],
    hash,
    *rows() {
      yield* tables.rows();
      for (const file of markdown) yield readMarkdown(file);
    },
    map: (row) =>
      names.has(row.table) ? mapRow(row.raw, markdownMapper(row.table, ownerOf)) : tables.map(row),
    files: [...databaseFiles(database), ...markdown].map(({ path }: NamedFile) => path),
    close: () => tables.close(),
  };
}

/** The project: above `.opencode`, or the database's own folder where it lies elsewhere. */
function rootOf(database: string): string {
  const folder = dirname(database);
  return database.endsWith(`/${DATABASE}`) ? join(folder, "../..") : folder;
}

/** Tasks first: sessions point at them. */
const mappersOf = (source: SqliteSource): Record<string, RowMapper> => ({
  tasks: (read) => mapTask(read, (id) => nameOf(source, id)),
  task_dependencies: mapDependency,
  agents: mapAgent,
  missions: mapMission,
  reviews: keepRow,
  handoffs: keepWithMission,
});

function nameOf(source: SqliteSource, id: string): string | null {
  if (!source.has("agents", "id", "name")) return null;
  const name = source.find("SELECT name FROM agents WHERE id = ?", id)?.name;
  return typeof name === "string" ? name : null;
}

const markdownMapper =
  (name: string, ownerOf: OwnerOf): RowMapper =>
  (read) => {
    const owner = ownerOf(name);
    return owner.isShared ? [extra(null)] : mapMarkdown(read, name, owner.id);
  };

const describeShared = (name: string): string =>
  `${basename(name)} is named by several sessions: it is kept, and belongs to none of them`;
