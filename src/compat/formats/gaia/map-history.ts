import type { PhaseChange } from "../../../domain/activity.ts";
import { isRecord } from "../../../domain/import/parse-field.ts";
import { RowReader } from "../../../domain/import/row-reader.ts";
import type { SessionPhase } from "../../../domain/session.ts";
import type { ActivityRecord, SourceRef } from "../../record.ts";
import { PHASES } from "./phases.ts";

/** The changes of phase, in the order in which the file has them. */
export const mapHistory = (read: RowReader, session: SourceRef): ActivityRecord[] =>
  read.list("history").map((entry, index) => {
    const field = `history[${index}]`;
    if (!isRecord(entry)) return read.refuse(field, "is no object");
    const step = new RowReader(entry, `${field}.`);
    const to = step.requiredWord(PHASES, "to_phase");
    const from = step.word(PHASES, "from_phase") ?? to;
    const at = step.requiredTime("timestamp");
    step.take("from_phase", "to_phase");
    return phaseActivity(session, at, { from, to, error: null, metadata: step.rest() });
  });

export interface SessionErrors {
  count: number;
  /** null when its words were not kept. */
  last: { at: number; message: string } | null;
}

/** More are not told one by one: three keep a session from being resumed. */
const TOLD_ERRORS = 100;

/** The errors of a session: of all but the last one only the count was kept. */
export function mapErrors(
  session: SourceRef,
  phase: SessionPhase,
  { count, last }: SessionErrors,
  lastUpdated: number,
): ActivityRecord[] {
  const wordless = Math.min(count, TOLD_ERRORS) - (last === null ? 0 : 1);
  const errors = Array.from({ length: Math.max(0, wordless) }, () => "an error whose words were not kept");
  const at = last?.at ?? lastUpdated;
  return [...errors, ...(last === null ? [] : [last.message])].map((error) =>
    phaseActivity(session, at, { from: phase, to: phase, error, metadata: {} }),
  );
}

function phaseActivity(session: SourceRef, at: number, change: PhaseChange): ActivityRecord {
  const { from, to, error } = change;
  const text = error === null ? `${from} → ${to}` : `${from}: ${error}`;
  return {
    kind: "activity",
    session,
    at,
    activity: "phase",
    text,
    task: null,
    sprint: null,
    data: { ...change },
  };
}
