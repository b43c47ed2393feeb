import type { Mapping, OpenSource, SourceRow } from "../format.ts";
import type { SourceTable, SqliteSource } from "../sources/sqlite-source.ts";
import { keepAnything, mapRow, type RowMapper } from "./map-row.ts";

/** What is read of each table, in the order in which it is read. */
export type TableMappers = Readonly<Record<string, RowMapper>>;

/** A database as a part of a source. */
export type Tables = Omit<OpenSource, "hash" | "files">;

/**
 * Takes a database for a source: first the tables that have a mapper, then all others, whose rows are kept as they are.
 *
 * @param schema which of its schemas it has, for people
 */
export function openTables(source: SqliteSource, mappers: TableMappers, schema: string): Tables {
  const order = orderTables(source.tables, mappers);
  return {
    description: `${source.name}, ${schema}: ${countRows(order, source.tables)}`,
    rowCount: order.reduce((sum, table) => sum + (source.tables.get(table)?.rows ?? 0), 0),
    remarks: [...source.skipped],
    rows: () => readTables(source, order),
    map: ({ table, raw }) => mapTableRow(mappers, table, raw),
    close: () => source.close(),
  };
}

export function mapTableRow(mappers: TableMappers, table: string, raw: unknown): Mapping {
  const mapper = Object.hasOwn(mappers, table) ? mappers[table] : undefined;
  return mapper === undefined ? keepAnything(raw) : mapRow(raw, mapper);
}

function orderTables(tables: ReadonlyMap<string, SourceTable>, mappers: TableMappers): string[] {
  const known = Object.keys(mappers).filter((table) => tables.has(table));
  return [...known, ...[...tables.keys()].filter((table) => !known.includes(table))];
}

/** `12 agents, 4 tasks` */
export const countRows = (order: readonly string[], tables: ReadonlyMap<string, { rows: number }>): string =>
  order.map((table) => `${tables.get(table)?.rows ?? 0} ${table}`).join(", ");

function* readTables(source: SqliteSource, order: readonly string[]): Generator<SourceRow> {
  for (const table of order) yield* source.rows(table);
}
