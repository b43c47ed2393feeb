import type { Condition } from "../alert.ts";
import { type Attention, isSpawned, type Session, type StopCause } from "../session.ts";

/** From this escalation level on a session that stands still is a person's to look at. */
export const ALERTING_LEVEL = 2;
/** How long a lost session is worth an alert. */
export const LOST_FOR_MS = 7 * 24 * 60 * 60_000;

/** What a session waits for that only a person can give; a limit ends by itself. */
const NEEDS: Record<Exclude<Attention, "limited">, string> = {
  permission: "a permission",
  question: "an answer",
  approval: "an approval",
  auth: "a login",
  paused: "being resumed",
};

/** What can be answered without going to its terminal; `overstory answer` says when that is not so. */
const ANSWERED: readonly Attention[] = ["permission", "question"];

/** @param session one that is open; who keeps one knows that it is paused */
export function waitingCondition(
  session: Pick<Session, "key" | "name" | "source" | "attention" | "attentionReason">,
): Condition | null {
  const { key, name, attention, attentionReason } = session;
  if (attention === null || attention === "limited") return null;
  if (attention === "paused" && !isSpawned(session)) return null;
  return {
    cause: `session_waiting:${key}`,
    kind: "session_waiting",
    severity: "warning",
    subject: key,
    message: `${name} waits for ${NEEDS[attention]}${attentionReason === null ? "" : `: ${attentionReason}`}`,
    hint: `overstory ${ANSWERED.includes(attention) ? "answer" : "attach"} ${key}`,
  };
}

/** A session that asks a person, also when it has ended meanwhile: its work goes on with the answer. */
export const approvalCondition = ({
  key,
  name,
  question,
}: Pick<Session, "key" | "name"> & { question: string }): Condition => ({
  cause: `session_waiting:${key}`,
  kind: "session_waiting",
  severity: "warning",
  subject: key,
  message: `${name} waits for ${NEEDS.approval}: ${question}`,
  hint: `overstory approve ${key}`,
});

/** @param localTime a time (ms UTC) as people read it */
export function stalledCondition(
  session: Pick<Session, "key" | "name" | "state" | "escalationLevel" | "stalledSince" | "attention">,
  localTime: (ms: number) => string,
): Condition | null {
  const { key, name, state, escalationLevel, stalledSince, attention } = session;
  if (state === "working" || escalationLevel < ALERTING_LEVEL || attention !== null) return null;
  return {
    cause: `session_stalled:${key}`,
    kind: "session_stalled",
    severity: "warning",
    subject: key,
    message:
      state === "booting"
        ? `${name} does not come to life`
        : `${name} stands still${stalledSince === null ? "" : ` since ${localTime(stalledSince)}`}`,
    hint: `overstory why ${key}`,
  };
}

export const failedStopCause = (key: string): string => `stop_failed:${key}`;

/** @param pids the processes that live on */
export const failedStopCondition = (
  { key, name }: Pick<Session, "key" | "name">,
  pids: readonly number[],
): Condition => ({
  cause: failedStopCause(key),
  kind: "stop_failed",
  severity: "critical",
  subject: key,
  message: `${name} is to be ended, and its processes live on: ${pids.join(", ")}`,
  hint: `ps -o pid,user,stat,wchan,args -p ${pids.join(",")} tells what holds them; it is tried again and again`,
});

/** A session that was lost and in whose place nothing works yet. */
export interface LostSession {
  key: string;
  name: string;
  reason: string | null;
  stopCause: StopCause | null;
  /** `RUN-001/index`; null when it had no task, so that nothing comes after it. */
  task: string | null;
  endedAt: number;
}

/** One incident for all attempts at a task that are lost one after the other. */
export function lostCondition({ key, name, reason, stopCause, task }: LostSession): Condition {
  return {
    cause: `session_lost:${task ?? key}`,
    kind: "session_lost",
    severity: task === null || stopCause === "stalled" ? "critical" : "warning",
    subject: task ?? key,
    message: `${key} (${name}) was lost: ${reason ?? "its process is gone"}`,
    hint: `overstory logs ${key}`,
  };
}
