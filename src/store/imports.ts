import type { Database } from "bun:sqlite";
import type { ImportReport } from "../domain/import/report.ts";
import { formatKey, keyNumber } from "../domain/keys.ts";
import { OverstoryError } from "../errors.ts";
import { decode } from "./json-columns.ts";
import type { Transaction } from "./store.ts";

/** Counters by name as an import found and left them, and the newest activity when it was done. */
export interface CountersAround {
  before: Record<string, number>;
  after: Record<string, number>;
  lastActivityId: number;
}

/** What was taken in once. */
export interface ImportRecord {
  id: string;
  /** `IMPORT-001` */
  key: string;
  format: string;
  source: string;
  sourceHash: string;
  status: "completed" | "rolled_back";
  lenient: boolean;
  /** The database as it was before; null when it was empty. */
  backup: string | null;
  /** Folder with copies of the source's files. */
  sourceCopy: string | null;
  report: ImportReport;
  counters: CountersAround;
  lastEventId: number;
  startedAt: number;
  endedAt: number;
  rolledBackAt: number | null;
  archivedAt: number | null;
}

const COLUMNS = `id, key, format, source, source_hash AS sourceHash, status, lenient, backup, source_copy AS sourceCopy, report,
  counters, last_event_id AS lastEventId, started_at AS startedAt, ended_at AS endedAt, rolled_back_at AS rolledBackAt,
  archived_at AS archivedAt`;

function toImport(row: unknown): ImportRecord {
  const { lenient, ...record } = decode<Omit<ImportRecord, "lenient"> & { lenient: number }>(row, [
    "report",
    "counters",
  ]);
  return { ...record, lenient: lenient === 1 };
}

/** Records are never removed, so that theirs is the only number that needs no counter. */
export function nextImportKey(db: Database): string {
  const last = db
    .query<{ key: string }, []>("SELECT key FROM imports ORDER BY length(key) DESC, key DESC LIMIT 1")
    .get();
  return formatKey("IMPORT", (last ? (keyNumber("IMPORT", last.key) ?? 0) : 0) + 1);
}

export type NewImport = Pick<
  ImportRecord,
  "id" | "key" | "format" | "source" | "sourceHash" | "lenient" | "backup" | "sourceCopy"
>;

/** The record of an import that begins: its rows refer to it. `finishImport` completes it. */
export function beginImport(tx: Transaction, record: NewImport): void {
  tx.db
    .query(
      `INSERT INTO imports (id, key, format, source, source_hash, status, lenient, backup, source_copy, report, counters,
         last_event_id, started_at, ended_at)
       VALUES ($id, $key, $format, $source, $sourceHash, 'completed', $lenient, $backup, $sourceCopy, '{}', '{}', 0, $at, $at)`,
    )
    .run({ ...record, lenient: record.lenient ? 1 : 0, at: tx.at });
}

export function finishImport(
  tx: Transaction,
  id: string,
  {
    report,
    counters,
    lastEventId,
    endedAt,
  }: Pick<ImportRecord, "report" | "counters" | "lastEventId" | "endedAt">,
): void {
  tx.db
    .query("UPDATE imports SET report = ?, counters = ?, last_event_id = ?, ended_at = ? WHERE id = ?")
    .run(JSON.stringify(report), JSON.stringify(counters), lastEventId, endedAt, id);
}

export const markRolledBack = (tx: Transaction, id: string): void =>
  void tx.db
    .query("UPDATE imports SET status = 'rolled_back', rolled_back_at = ? WHERE id = ?")
    .run(tx.at, id);

/** Newest first. */
export const listImports = (db: Database): ImportRecord[] =>
  db.query(`SELECT ${COLUMNS} FROM imports ORDER BY length(key) DESC, key DESC`).all().map(toImport);

export function findLastImport(db: Database): ImportRecord | null {
  const row = db.query(`SELECT ${COLUMNS} FROM imports ORDER BY length(key) DESC, key DESC LIMIT 1`).get();
  return row ? toImport(row) : null;
}

/** By key or id. */
export function requireImport(db: Database, keyOrId: string): ImportRecord {
  const row = db.query(`SELECT ${COLUMNS} FROM imports WHERE key = upper(?1) OR id = ?1`).get(keyOrId);
  if (row) return toImport(row);
  throw new OverstoryError("not_found", `there is no import ${JSON.stringify(keyOrId)}`, {
    hint: "overstory import list",
  });
}

/** The completed import of that very content. */
export function findImportOf(db: Database, format: string, hash: string): ImportRecord | null {
  const row = db
    .query(`SELECT ${COLUMNS} FROM imports WHERE format = ? AND source_hash = ? AND status = 'completed'`)
    .get(format, hash);
  return row ? toImport(row) : null;
}

/** Whether there is a completed import of the format beside that one. */
export const hasImported = (db: Database, format: string, beside: string): boolean =>
  db
    .query("SELECT 1 FROM imports WHERE format = ? AND status = 'completed' AND id <> ? LIMIT 1")
    .get(format, beside) !== null;

/** Place of the next task that belongs to no run. */
export const nextTaskPosition = (db: Database): number =>
  db
    .query<{ next: number }, []>(
      "SELECT coalesce(max(position), -1) + 1 AS next FROM tasks WHERE run_id IS NULL",
    )
    .get()?.next ?? 0;

/** Whether there is anything that an import would come beside, and that is worth a backup. */
export const hasWork = (db: Database): boolean =>
  db
    .query<{ some: number }, []>(
      `SELECT EXISTS (SELECT 1 FROM sessions) OR EXISTS (SELECT 1 FROM tasks) OR EXISTS (SELECT 1 FROM runs)
         OR EXISTS (SELECT 1 FROM sprints) AS some`,
    )
    .get()?.some === 1;

/** Whether something of that place was imported and not rolled back. */
export const hasImportedFrom = (db: Database, source: string): boolean =>
  db.query("SELECT 1 FROM imports WHERE source = ? AND status = 'completed' LIMIT 1").get(source) !== null;
