import type { Database, SQLQueryBindings } from "bun:sqlite";
import { basename } from "node:path";
import { describeError, OverstoryError } from "../../errors.ts";
import type { SourceRow } from "../format.ts";
import { openForeignDatabase, refuseDamaged, unusable } from "./sqlite-file.ts";
import { hasTable, listTables, type Schema, schemaOf } from "./sqlite-schema.ts";

export interface SourceTable {
  rows: number;
}

export type TableRow = Record<string, unknown>;

/** The tables of another program's database. Virtual tables, their shadows and views are left out. */
export class SqliteSource {
  readonly name: string;
  readonly schema: Schema;
  readonly tables: ReadonlyMap<string, SourceTable>;
  /** Tables that are not read, with the reason. */
  readonly skipped: readonly string[];
  readonly #db: Database;
  readonly #close: () => void;

  /** Throws `usage` naming the file and why it cannot be read. */
  constructor(path: string) {
    this.name = basename(path);
    const { db, close } = openForeignDatabase(path);
    this.#db = db;
    this.#close = close;
    try {
      refuseDamaged(this.name, db);
      this.schema = schemaOf(db);
      this.tables = this.#countTables();
      this.skipped = this.#listSkipped();
    } catch (error) {
      close();
      throw error instanceof OverstoryError ? error : unusable(this.name, describeError(error));
    }
  }

  has(table: string, ...columns: string[]): boolean {
    return hasTable(this.schema, table, ...columns);
  }

  /** All rows of a table, one at a time, in a fixed order. Throws `usage` naming the row that cannot be read. */
  *rows(table: string): Generator<SourceRow> {
    const statement = this.#db.prepare<TableRow, []>(
      `SELECT * FROM ${quote(table)} ORDER BY ${this.#orderOf(table)}`,
    );
    statement.safeIntegers(true);
    let row = 0;
    try {
      for (const raw of statement.iterate()) {
        row += 1;
        yield { table, row, raw: makePlain(raw) };
      }
    } catch (error) {
      if (!(error instanceof Error && error.name === "SQLiteError")) throw error;
      throw unusable(this.name, `table ${table}, row ${row + 1}: ${error.message}`);
    } finally {
      statement.finalize();
    }
  }

  /** A lookup: the first row of a question, plain. The statement stays prepared. */
  find(sql: string, ...values: SQLQueryBindings[]): TableRow | null {
    const found = this.#db.query<TableRow, SQLQueryBindings[]>(sql).get(...values);
    return found === null ? null : makePlain(found);
  }

  /** All rows of a question, one at a time, plain. */
  *list(sql: string): Generator<TableRow> {
    const statement = this.#db.prepare<TableRow, []>(sql);
    statement.safeIntegers(true);
    try {
      for (const row of statement.iterate()) yield makePlain(row);
    } finally {
      statement.finalize();
    }
  }

  close(): void {
    this.#close();
  }

  #countTables(): Map<string, SourceTable> {
    return new Map([...this.schema.keys()].map((name) => [name, { rows: this.#countOf(name) }]));
  }

  #listSkipped(): string[] {
    return listTables(this.#db, "virtual").map(
      (name) => `${this.name}: ${name} is an index of SQLite's own and was not read`,
    );
  }

  #countOf(table: string): number {
    const found = this.#db
      .query<{ count: number }, []>(`SELECT count(*) AS count FROM ${quote(table)}`)
      .get();
    return found?.count ?? 0;
  }

  /** A table without rowids is kept in the order of its key. */
  #orderOf(table: string): string {
    const found = this.#db
      .query<{ wr: number }, [string]>("SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?")
      .get(table);
    if (found?.wr !== 1) return "rowid";
    const keys = this.#db
      .query<{ name: string }, [string]>("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk")
      .all(table);
    return keys.map(({ name }) => quote(name)).join(", ");
  }
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** As JSON can hold it: numbers past what is exact as their digits, infinity by its name, bytes in base64. */
function makePlain(row: TableRow): TableRow {
  for (const name in row) {
    const value = row[name];
    if (typeof value === "bigint") row[name] = plainInteger(value);
    else if (typeof value === "number" && !Number.isFinite(value)) row[name] = String(value);
    else if (value instanceof Uint8Array) row[name] = { base64: Buffer.from(value).toString("base64") };
  }
  return row;
}

function plainInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
