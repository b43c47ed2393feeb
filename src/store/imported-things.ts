import type { Database } from "bun:sqlite";
import type { RowPlace } from "../domain/import/report.ts";

export type ThingKind = "run" | "session" | "sprint" | "task" | "activity" | "dependency";

export interface Thing {
  targetId: string;
  /** It is of this import, not of an earlier one. */
  isOurs: boolean;
  table: string;
  row: number;
}

/** Ids that were looked up last: rows that follow each other often belong to the same thing. */
const REMEMBERED = 4096;

/**
 * What one import has made, by what it is called in the source, and what earlier imports have of the same source. Of another
 * source of the format only what this one was seen to hold too: its numbers may be those of other things.
 */
export class ImportedThings {
  readonly #importId: string;
  readonly #format: string;
  readonly #source: string;
  readonly #insert;
  readonly #find;
  readonly #adopt;
  readonly #db: Database;
  readonly #findEarlier;
  readonly #known = new Map<string, Thing>();

  /** @param hasEarlier whether there are earlier imports of the format */
  constructor(
    db: Database,
    { id, format, source }: { id: string; format: string; source: string },
    hasEarlier: boolean,
  ) {
    this.#importId = id;
    this.#format = format;
    this.#source = source;
    this.#insert = db.prepare(
      `INSERT INTO imported_things (import_id, kind, source_id, target_id, name, source_table, row) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#find = db.prepare<Omit<Thing, "isOurs">, [string, string, string]>(
      `SELECT target_id AS targetId, source_table AS "table", row FROM imported_things
       WHERE import_id = ? AND kind = ? AND source_id = ?`,
    );
    db.run(
      "CREATE TEMP TABLE IF NOT EXISTS import_adopted (kind TEXT NOT NULL, source_id TEXT NOT NULL, target_id TEXT NOT NULL, PRIMARY KEY (kind, source_id)) WITHOUT ROWID",
    );
    db.run("DELETE FROM temp.import_adopted");
    this.#db = db;
    this.#adopt = db.prepare("INSERT OR IGNORE INTO temp.import_adopted VALUES (?, ?, ?)");
    this.#findEarlier = hasEarlier
      ? db.prepare<Omit<Thing, "isOurs">, [string, string, string, string, string]>(
          `SELECT target_id AS targetId, '' AS "table", 0 AS row FROM temp.import_adopted WHERE source_id = ?1 AND kind = ?2
           UNION ALL
           SELECT target_id, source_table, row FROM imported_things
             WHERE import_id IN (SELECT id FROM imports WHERE format = ?4 AND source = ?5 AND id <> ?3)
               AND kind = ?2 AND source_id = ?1
           LIMIT 1`,
        )
      : null;
  }

  /** A row that an earlier import took in is of this source too: what refers to it here means what it became there. */
  adopt(kind: string, sourceId: string, targetId: string): void {
    this.#adopt.run(kind, sourceId, targetId);
  }

  add(
    kind: ThingKind,
    sourceId: string,
    targetId: string,
    { table, row }: RowPlace,
    name: string | null,
  ): void {
    this.#insert.run(this.#importId, kind, sourceId, targetId, name, table, row);
    this.#remember(`${kind}\0${sourceId}`, { targetId, isOurs: true, table, row });
  }

  find(kind: ThingKind, sourceId: string): Thing | null {
    const known = this.#known.get(`${kind}\0${sourceId}`);
    if (known) return known;
    const ours = this.#find.get(this.#importId, kind, sourceId);
    const thing = ours ? { ...ours, isOurs: true } : this.#earlier(kind, sourceId);
    if (thing) this.#remember(`${kind}\0${sourceId}`, thing);
    return thing;
  }

  close(): void {
    for (const statement of [this.#insert, this.#find, this.#adopt, this.#findEarlier]) statement?.finalize();
    // Some errors (a full disk) have undone the transaction, and with it the table.
    if (this.#db.inTransaction) this.#db.run("DELETE FROM temp.import_adopted");
  }

  #earlier(kind: ThingKind, sourceId: string): Thing | null {
    const found = this.#findEarlier?.get(sourceId, kind, this.#importId, this.#format, this.#source);
    return found ? { ...found, isOurs: false } : null;
  }

  #remember(key: string, thing: Thing): void {
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(key, thing);
  }
}
