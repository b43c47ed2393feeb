import type { RowCounts, RowPlace } from "../../domain/import/report.ts";
import type { RowKind } from "../../store/imported-rows.ts";
import type { Intake } from "./intake.ts";

/** What became of a record. */
export interface Written {
  result: keyof RowCounts;
  kind: RowKind;
  targetId: string | null;
  note: string | null;
}

export const imported = (kind: RowKind, targetId: string | null, note: string | null = null): Written => ({
  result: "imported",
  kind,
  targetId,
  note,
});

/** It is there already, and may have been worked on since: it stays as it is. */
export const leftAsItIs = (kind: RowKind, targetId: string): Written => ({
  result: "known",
  kind,
  targetId,
  note: "belongs to what an earlier import made, which is left as it is",
});

/** A reference that leads nowhere, for the report; its row keeps a note, and so its raw form. */
export function tellDangling(
  { report, rows }: Intake,
  { table, row }: RowPlace,
  field: string,
  to: string,
  reason: string,
): void {
  report.dangles({ table, row, field, to, reason });
  rows.note({ table, row }, `${field} ${to}: ${reason}`);
}
