import type { FormatName } from "../domain/import/formats.ts";
import type { MappedRecord } from "./record.ts";

export { FORMATS, type FormatName } from "../domain/import/formats.ts";

/** A row of a source, as it is there. */
export interface SourceRow {
  /** Table, or file relative to the source. */
  table: string;
  /** From 1, in that table. */
  row: number;
  /** Parsed where it is JSON or a database's; text otherwise. */
  raw: unknown;
}

/** Why a row cannot be taken in. */
export interface Rejection {
  field: string | null;
  /** `"0000-00-00" is not a date` */
  reason: string;
}

export type Mapping = { records: MappedRecord[] } | { rejected: Rejection };

/** A source that has been opened for reading; it is never written. */
export interface OpenSource {
  /** What it is, for people: `sessions.json, 12 entries`; the schema that was recognised. */
  description: string;
  /** Rows in all, if that is known before they are read. */
  rowCount: number | null;
  /** Things that it holds and that are not taken in, for the report: `mail.db: 120 messages`. */
  remarks: string[];
  /** SHA-256 of everything that is read. The same before and after reading, or the source was being written. */
  hash(): string;
  /** Rows in the order in which they can be written: what others refer to first. Holds one row at a time, not all. */
  rows(): Iterable<SourceRow>;
  /** Pure: the same row gives the same answer. */
  map(row: SourceRow): Mapping;
  /** Files to keep a copy of. */
  files: string[];
  close(): void;
}

/** One system that people come from. */
export interface Format {
  name: FormatName;
  /** What it is looked for under, for messages: `.claude/session/`. */
  where: string;
  /**
   * The source at that place (a file or a folder), or in its usual place below that folder; null when there is none of
   * this format. Throws `usage` naming file, row or line, field and remedy when it is there and cannot be read.
   *
   * @param path absolute
   */
  open(path: string): OpenSource | null;
}
