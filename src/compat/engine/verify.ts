import { countRows } from "../../domain/import/report.ts";
import { OverstoryError } from "../../errors.ts";
import { countBrokenReferences, findBreaches, readKeptRow } from "../../store/import-checks.ts";
import { countImportedRows } from "../../store/imported-rows.ts";
import { compareRecord } from "./compare-record.ts";
import type { Intake } from "./intake.ts";
import { encodeRaw } from "./raw.ts";
import type { Sample } from "./sample.ts";

/** Holds what was written against what was read, before it is committed. Throws `internal`, listing what is wrong. */
export function verify(intake: Intake, rowsRead: number, rowsAnnounced: number | null, sample: Sample): void {
  const { db } = intake.tx;
  const broken = countBrokenReferences(db);
  const faults = [
    ...checkCounts(intake, rowsRead, rowsAnnounced),
    ...(broken === 0 ? [] : [`${broken} rows refer to rows that are not there`]),
    ...findBreaches(db, intake.import.id),
    ...sample.rows.flatMap((one) => checkRow(intake, one)),
  ];
  if (faults.length === 0) return;
  throw new OverstoryError(
    "internal",
    [`the import does not hold against its source; nothing was imported`, ...faults.slice(0, 20)].join("\n"),
    { hint: "please report it, with the source if you can; nothing was changed" },
  );
}

function checkCounts(
  { tx, report, import: { id } }: Intake,
  read: number,
  announced: number | null,
): string[] {
  const told = countRows(report.rows);
  const kept = countImportedRows(tx.db, id);
  return [
    told === read ? [] : `${read} rows were read and ${told} are accounted for`,
    announced === null || announced === read ? [] : `the source has ${announced} rows and ${read} were read`,
    countRows(kept) === read ? [] : `${countRows(kept)} of ${read} rows are on record`,
    kept.raw + kept.rejects === read
      ? []
      : `${kept.raw + kept.rejects} of ${read} rows are kept as they were`,
  ].flat();
}

function checkRow(intake: Intake, { row, records }: Sample["rows"][number]): string[] {
  const { table, row: number } = row;
  const where = `${table} row ${number}`;
  const kept = readKeptRow(intake.tx.db, intake.import.id, table, number);
  if (!kept) return [`${where} is not on record`];
  if (kept.raw !== null && kept.raw !== encodeRaw(row.raw)) return [`${where} was not kept as it was`];
  return records.flatMap((record) => compareRecord(intake, record).map((fault) => `${where}: ${fault}`));
}
