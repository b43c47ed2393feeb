import { type Fields, type LostValue, mergeRecords } from "../../domain/import/merge-records.ts";
import type { RowPlace } from "../../domain/import/report.ts";
import type { Thing } from "../../store/imported-things.ts";
import type { Intake } from "./intake.ts";

/** A value that lost, as it is kept with the thing. */
export interface KeptConflict extends LostValue {
  rows: [RowPlace, RowPlace];
}

/** Merges a later record into the fields of an earlier one, by the rules of its kind, and reports each value that lost. */
export function mergeInto(
  { report }: Intake,
  kind: string,
  key: string,
  there: { fields: Fields; thing: Thing },
  later: Fields,
  place: RowPlace,
): { fields: Fields; conflicts: KeptConflict[] } {
  const { changes, lost } = mergeRecords(kind, there.fields, later);
  const { table, row } = there.thing;
  const conflicts = lost.map(
    (value): KeptConflict => ({
      ...value,
      rows: [
        { table, row },
        { table: place.table, row: place.row },
      ],
    }),
  );
  for (const conflict of conflicts) report.conflict({ key, ...conflict });
  return { fields: { ...there.fields, ...changes }, conflicts };
}
