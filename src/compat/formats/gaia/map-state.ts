import { isRecord } from "../../../domain/import/parse-field.ts";
import { RowReader } from "../../../domain/import/row-reader.ts";
import { isFinalPhase } from "../../../domain/session.ts";
import type { MappedRecord, SessionRecord, SourceRef } from "../../record.ts";
import { endNote, endOf } from "../end-of.ts";
import { WITHOUT_PROCESS } from "../without-process.ts";
import { mapErrors, mapHistory, type SessionErrors } from "./map-history.ts";
import { OUTCOMES, PHASES } from "./phases.ts";

/** One `state.json`: a session, its changes of phase, and its errors. */
export function mapState(read: RowReader): MappedRecord[] {
  const session = mapSession(read);
  const ref: SourceRef = { kind: "session", id: session.id };
  const history = mapHistory(read, ref);
  const errors = readErrors(read);
  if (Object.hasOwn(session.metadata, "gaia")) read.keep("metadata");
  session.metadata = { ...session.metadata, gaia: resumeData(read, errors.count) };
  session.extra = { ...read.rest(), ...session.extra };
  return [session, ...history, ...mapErrors(ref, session.phase, errors, session.lastActivityAt)];
}

function mapSession(read: RowReader): SessionRecord {
  const id = read.requiredText("agent_id");
  const phase = read.requiredWord(PHASES, "phase");
  const startedAt = read.requiredTime("created_at");
  const lastUpdated = read.time("last_updated") ?? startedAt;
  if (lastUpdated < startedAt) read.keep("last_updated");
  const hasEnded = isFinalPhase(phase) || read.peek("finalized_at") !== null;
  const end = hasEnded ? endOf(read, "finalized_at", startedAt, { last_updated: lastUpdated }) : null;
  return {
    kind: "session",
    id,
    formerKey: id,
    name: read.requiredText("agent_name"),
    role: "agent",
    source: "api",
    type: "work",
    state: end === null ? "working" : "completed",
    phase,
    outcome: OUTCOMES[phase] ?? null,
    attention: null,
    reason: end === null ? null : `${phase} in gaia`,
    ...WITHOUT_PROCESS,
    summary: read.text("summary"),
    metadata: read.object("metadata"),
    conversationId: null,
    activeMs: null,
    startedAt,
    lastActivityAt: Math.max(startedAt, lastUpdated, end?.at ?? 0),
    endedAt: end?.at ?? null,
    currentTask: null, // metadata.task_id names a task of another program
    frames: [],
    extra: end === null ? {} : endNote(end),
  };
}

/** What whoever goes on with it has to know. */
const resumeData = (read: RowReader, errorCount: number): Record<string, unknown> => ({
  purpose: read.text("purpose"),
  resumeReady: read.flag("resume_ready"),
  errorCount,
});

function readErrors(read: RowReader): SessionErrors {
  const count = read.count("error_count") ?? 0;
  const error = read.object("last_error");
  if (!isRecord(error) || Object.keys(error).length === 0) return { count, last: null };
  read.keep("last_error");
  const words = new RowReader(error, "last_error.");
  return { count, last: { at: words.requiredTime("timestamp"), message: words.requiredText("message") } };
}
