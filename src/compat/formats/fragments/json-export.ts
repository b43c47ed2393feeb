import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { OpenSource } from "../../format.ts";
import { sourceHash } from "../../sources/hash-files.ts";
import { type JsonFile, openJsonFile, readList } from "../../sources/json-file.ts";
import { lookAt, readHead } from "../../sources/look.ts";
import { isSqlite } from "../../sources/sqlite-file.ts";
import { mapTableRow, type TableMappers } from "../open-tables.ts";

const SNIFFED_BYTES = 64 * 1024;

/** By its name, also when it is broken; by what is in it otherwise. */
export function isExport(path: string, tables: readonly string[]): boolean {
  if (isSqlite(path)) return false;
  if (tables.includes(basename(path, ".json"))) return true;
  const head = Buffer.from(readHead(path, SNIFFED_BYTES) ?? []).toString("latin1");
  return (
    /^(\xef\xbb\xbf)?\s*\{/.test(head) &&
    tables.some((table) => new RegExp(`"${table}"\\s*:\\s*\\[`).test(head))
  );
}

/** The files of an export in a folder: one for each table, or those of any name that hold several. */
export function listExport(folder: string, tables: readonly string[]): string[] {
  const named = tables
    .map((table) => join(folder, `${table}.json`))
    .filter((path) => lookAt(path) === "file");
  if (named.length > 0) return named;
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((name) => join(folder, name))
    .filter((path) => isExport(path, tables));
}

/** A list of rows: in a file of its own, or under its key in one that holds several. */
interface RowList {
  table: string;
  path: string;
  /** "" for the whole file. */
  key: string;
  rows: number;
}

/** Rows of the known tables first, in their order; what else is in the files is kept as it is. */
export function openExport(paths: readonly string[], mappers: TableMappers): OpenSource {
  const files = paths.map((path) => ({ name: basename(path), path }));
  const hash = sourceHash(() => files);
  const order = Object.keys(mappers);
  const rank = ({ table }: RowList): number => (order.includes(table) ? order.indexOf(table) : order.length);
  const lists = paths
    .flatMap((path) => listsOf(path, openJsonFile(path)))
    .toSorted((a, b) => rank(a) - rank(b));
  return {
    description: `${files.map(({ name }) => name).join(", ")}: ${lists.map(({ rows, table }) => `${rows} ${table}`).join(", ")}`,
    rowCount: lists.reduce((sum, { rows }) => sum + rows, 0),
    remarks: [],
    hash,
    *rows() {
      for (const { path, key, table } of lists) yield* readList(path, key, table);
    },
    map: ({ table, raw }) => mapTableRow(mappers, table, raw),
    files: [...paths],
    close: () => {},
  };
}

const listsOf = (path: string, { shape, counts }: JsonFile): RowList[] =>
  shape === "list"
    ? [{ table: basename(path, ".json"), path, key: "", rows: counts.get("") ?? 0 }]
    : [...counts].map(([key, rows]) => ({ table: key, path, key, rows }));
