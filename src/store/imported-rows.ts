import type { Database } from "bun:sqlite";
import type { RowCounts, RowPlace } from "../domain/import/report.ts";

export type RowKind = "run" | "session" | "sprint" | "task" | "activity" | "dependency" | "frame" | "extra";

/** What an earlier import made of a row. */
export interface KnownRow {
  kind: RowKind;
  targetId: string | null;
}

/** Where the rows of one import are written down. Its statements are prepared once. */
export class ImportedRows {
  readonly #add;
  readonly #addRaw;
  readonly #addReject;
  readonly #note;
  readonly #byId;
  readonly #byDigest;
  readonly #id: string;
  readonly #format: string;
  readonly #source: string;
  /** How often a row without an id has been met, by digest: as often as it is on record, it is known. */
  readonly #met = new Map<string, number>();

  constructor(db: Database, { id, format, source }: { id: string; format: string; source: string }) {
    this.#id = id;
    this.#format = format;
    this.#source = source;
    this.#add = db.prepare(
      `INSERT INTO imported_rows (import_id, source_table, row, source_id, digest, result, kind, target_id, note)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#addRaw = db.prepare("INSERT INTO imported_rows_legacy VALUES (?, ?, ?, ?)");
    this.#addReject = db.prepare("INSERT INTO import_rejects VALUES (?, ?, ?, ?, ?, ?)");
    this.#note = db.prepare(
      `UPDATE imported_rows SET note = coalesce(note || '; ', '') || ?, kind = coalesce(?, kind), target_id = iif(?2 IS NULL, target_id, NULL)
       WHERE import_id = ? AND source_table = ? AND row = ?`,
    );
    const earlier = `SELECT r.kind, r.target_id AS targetId FROM imported_rows AS r JOIN imports AS i ON i.id = r.import_id
       WHERE i.format = ? AND r.import_id <> ? AND r.source_table = ? AND r.result IN ('imported', 'merged')`;
    this.#byId = db.prepare<KnownRow, string[]>(
      `${earlier} AND r.source_id = ? AND (i.source = ? OR r.digest = ?) LIMIT 1`,
    );
    this.#byDigest = db.prepare<KnownRow, string[]>(`${earlier} AND r.source_id IS NULL AND r.digest = ?`);
  }

  /**
   * What an earlier import of the format made of this row; null when it was not there. A row with an id is known by it in
   * the same source, and elsewhere only with the same content: another project numbers its rows from 1 as well.
   */
  findKnown({ table }: RowPlace, sourceId: string | null, digest: string): KnownRow | null {
    if (sourceId !== null)
      return this.#byId.get(this.#format, this.#id, table, sourceId, this.#source, digest) ?? null;
    const earlier = this.#byDigest.all(this.#format, this.#id, table, digest);
    if (earlier.length === 0) return null;
    const place = `${table}\0${digest}`;
    const met = this.#met.get(place) ?? 0;
    this.#met.set(place, met + 1);
    return earlier[met] ?? null;
  }

  add(
    { table, row }: RowPlace,
    sourceId: string | null,
    digest: string,
    result: keyof RowCounts,
    { kind, targetId, note }: { kind: RowKind | null; targetId: string | null; note: string | null },
  ): void {
    this.#add.run(this.#id, table, row, sourceId, digest, result, kind, targetId, note);
  }

  /** @param json the row as it was */
  keepRaw({ table, row }: RowPlace, json: string): void {
    this.#addRaw.run(this.#id, table, row, json);
  }

  /** @param raw its text: it may be no JSON at all */
  reject(
    { table, row }: RowPlace,
    raw: string,
    { field, reason }: { field: string | null; reason: string },
  ): void {
    this.#addReject.run(this.#id, table, row, raw, field, reason);
  }

  /** Adds a remark to a row; a row with one is never archived. */
  note({ table, row }: RowPlace, note: string, kind: RowKind | null = null): void {
    this.#note.run(note, kind, this.#id, table, row);
  }

  close(): void {
    for (const statement of [
      this.#add,
      this.#addRaw,
      this.#addReject,
      this.#note,
      this.#byId,
      this.#byDigest,
    ])
      statement.finalize();
  }
}

/** As the database has them. */
export const countImportedRows = (
  db: Database,
  importId: string,
): RowCounts & { raw: number; rejects: number } => {
  const counted = db
    .query<RowCounts & { raw: number; rejects: number }, [string]>(
      `SELECT coalesce(sum(result = 'imported'), 0) AS imported, coalesce(sum(result = 'merged'), 0) AS merged,
         coalesce(sum(result = 'known'), 0) AS known, coalesce(sum(result = 'rejected'), 0) AS rejected,
         (SELECT count(*) FROM imported_rows_legacy WHERE import_id = ?1) AS raw,
         (SELECT count(*) FROM import_rejects WHERE import_id = ?1) AS rejects
       FROM imported_rows WHERE import_id = ?1`,
    )
    .get(importId);
  return counted ?? { imported: 0, merged: 0, known: 0, rejected: 0, raw: 0, rejects: 0 };
};
