import { findFault } from "../../domain/import/check-record.ts";
import { usageError } from "../../errors.ts";
import type { Mapping, OpenSource, Rejection, SourceRow } from "../format.ts";
import type { MappedRecord } from "../record.ts";
import type { Intake } from "./intake.ts";
import { digestOf, encodeRaw } from "./raw.ts";
import { writeRecord } from "./write-record.ts";
import { imported } from "./written.ts";

/** What a strict import does with the first row that it cannot take in. */
export type OnReject = (rejected: { table: string; row: number } & Rejection) => void;

/**
 * Takes in one row: exactly one result for it is written down, and the row itself as it was. Answers what was made of it,
 * or null when it was rejected or known.
 */
export function takeRow(
  intake: Intake,
  source: Pick<OpenSource, "map">,
  row: SourceRow,
  onReject: OnReject,
): MappedRecord[] | null {
  const json = encodeRaw(row.raw);
  const mapping = json === null ? TOO_DEEP : source.map(row);
  const rejection = "rejected" in mapping ? mapping.rejected : firstFault(mapping.records);
  if (rejection) {
    onReject({ table: row.table, row: row.row, ...rejection });
    reject(intake, row, json, rejection);
    return null;
  }
  return "records" in mapping && json !== null ? write(intake, row, json, mapping.records) : null;
}

const TOO_DEEP: Mapping = {
  rejected: { field: null, reason: "it is nested more than 900 levels deep" },
};

function firstFault(records: readonly MappedRecord[]): Rejection | null {
  for (const record of records) {
    const fault = findFault(record);
    if (fault) return fault;
  }
  return null;
}

function reject({ rows, report }: Intake, row: SourceRow, json: string | null, rejection: Rejection): void {
  const text = json ?? "(nested too deeply to be kept as text; see the copy of the source)";
  const { table, row: number } = row;
  rows.add(row, null, digestOf(text), "rejected", { kind: null, targetId: null, note: rejection.reason });
  rows.reject(row, typeof row.raw === "string" ? row.raw : text, rejection);
  report.rejected({ table, row: number, ...rejection });
  report.count(table, "rejected");
}

function write(intake: Intake, row: SourceRow, json: string, records: MappedRecord[]): MappedRecord[] | null {
  const { rows, things, report, hasEarlier } = intake;
  const [first] = records;
  const sourceId = first && "id" in first ? first.id : null;
  const digest = digestOf(json);
  const known = hasEarlier ? rows.findKnown(row, sourceId, digest) : null;
  if (known) {
    rows.add(row, sourceId, digest, "known", { ...known, note: null });
    if (sourceId !== null && known.targetId !== null) things.adopt(known.kind, sourceId, known.targetId);
    rows.keepRaw(row, json);
    report.count(row.table, "known");
    return null;
  }
  const place = { table: row.table, row: row.row };
  const [written = imported("extra", null)] = records.map((record) => writeRecord(intake, record, place));
  rows.add(row, sourceId, digest, written.result, written);
  rows.keepRaw(row, json);
  report.count(row.table, written.result);
  return written.result === "imported" ? records : null;
}

/** The first row that cannot be taken in ends a strict import. */
export const refuseRow =
  (source: string): OnReject =>
  ({ table, row, field, reason }) => {
    const where = `${source}: ${table} row ${row}`;
    throw usageError(
      `${where}${field === null ? "" : `, ${field}`}: ${reason}; nothing was imported`,
      "mend it there, or leave such rows out and have them listed: --lenient",
    );
  };
