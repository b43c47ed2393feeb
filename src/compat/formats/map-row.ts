import { isRecord } from "../../domain/import/parse-field.ts";
import { parseJson } from "../../domain/import/parse-json.ts";
import { showValue } from "../../domain/import/parsed.ts";
import { FieldFault, RowReader } from "../../domain/import/row-reader.ts";
import type { Mapping } from "../format.ts";
import type { ExtraRecord, MappedRecord, SourceRef } from "../record.ts";

/** What a row comes down to. Refuses it by `read.refuse`, and by reading what is not there or makes no sense. */
export type RowMapper = (read: RowReader) => MappedRecord[];

/** A row that is text holds what could not be parsed. */
export function mapRow(raw: unknown, mapper: RowMapper): Mapping {
  if (!isRecord(raw)) return { rejected: { field: null, reason: whyNoRow(raw) } };
  try {
    return { records: mapper(new RowReader(raw)) };
  } catch (error) {
    if (!(error instanceof FieldFault)) throw error;
    return { rejected: { field: error.field, reason: error.message } };
  }
}

function whyNoRow(raw: unknown): string {
  const parsed = typeof raw === "string" ? parseJson(raw) : { value: raw };
  return "problem" in parsed
    ? `the row ${parsed.problem}`
    : `the row is ${showValue(parsed.value)}, and no object`;
}

/** A row that nothing is taken from: kept with the session or the task that it names, whatever it is. */
export const keepAnything = (raw: unknown): Mapping =>
  isRecord(raw) ? mapRow(raw, keepRow) : { records: [extra(null)] };

/** A row that is kept as it is. */
export const extra = (belongsTo: SourceRef | null): ExtraRecord => ({ kind: "extra", belongsTo });

export const ref = (kind: SourceRef["kind"], id: string | null): SourceRef | null =>
  id === null ? null : { kind, id };

/** A row of a table that nothing is taken from: kept with the session or the task that it names. */
export const keepRow: RowMapper = (read) => {
  const session = ref("session", read.peek("session_id"));
  return [extra(session ?? ref("task", read.peek("task_id")))];
};
