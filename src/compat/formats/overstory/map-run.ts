import type { RowReader } from "../../../domain/import/row-reader.ts";
import type { RunRecord } from "../../record.ts";
import { endNote, endOf } from "../end-of.ts";
import { RUN_STATUSES } from "./statuses.ts";

/** A row of the table `runs`, which knows no goal. */
export function mapRun(read: RowReader): RunRecord[] {
  const id = read.requiredText("id");
  const status = read.requiredWord(RUN_STATUSES, "status");
  const startedAt = read.requiredTime("started_at");
  const end = status === "active" ? null : endOf(read, "completed_at", startedAt, {});
  return [
    {
      kind: "run",
      id,
      formerKey: id,
      goal: `Run ${id} of the earlier product`,
      status,
      reason: status === "failed" ? "failed in the earlier product" : null,
      startedAt,
      endedAt: end?.at ?? null,
      extra: { ...read.rest(), ...(end === null ? {} : endNote(end)) },
    },
  ];
}
