import { ACTIVITY_KINDS } from "../activity.ts";
import { RUN_STATUSES } from "../run.ts";
import {
  ATTENTIONS,
  isOpen,
  OUTCOMES,
  SESSION_PHASES,
  SESSION_SOURCES,
  SESSION_STATES,
  SESSION_TYPES,
  type SessionState,
} from "../session.ts";
import { SPRINT_STATUSES } from "../sprint.ts";
import { PRIORITIES, TASK_STATUSES } from "../task.ts";

export interface Fault {
  field: string;
  reason: string;
}

type Rule = (value: unknown) => string | null;

const oneOf =
  (values: readonly string[]): Rule =>
  (value) =>
    typeof value === "string" && values.includes(value) ? null : `is none of ${values.join(", ")}`;
const filled: Rule = (value) => (typeof value === "string" && value !== "" ? null : "is empty");
const text: Rule = (value) => (typeof value === "string" ? null : "is no text");
const wholeNumber =
  (least: number, most: number): Rule =>
  (value) =>
    Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most
      ? null
      : `is no whole number from ${least} to ${most}`;
/** Year 9999: what is later is no time. */
const LAST_TIME = 253_402_300_799_999;
const time = wholeNumber(0, LAST_TIME);
const orNull =
  (rule: Rule): Rule =>
  (value) =>
    value === null ? null : rule(value);

/** What the columns take. A value that breaks its rule is a fault of the row, and is never bent to fit. */
const RULES: Record<string, Record<string, Rule>> = {
  run: {
    id: filled,
    goal: text,
    status: oneOf(RUN_STATUSES),
    reason: orNull(text),
    startedAt: time,
    endedAt: orNull(time),
  },
  session: {
    id: filled,
    name: filled,
    role: text,
    source: oneOf(SESSION_SOURCES.filter((source) => source !== "spawned")),
    type: oneOf(SESSION_TYPES),
    state: oneOf(SESSION_STATES),
    phase: oneOf(SESSION_PHASES),
    outcome: orNull(oneOf(OUTCOMES)),
    attention: orNull(oneOf(ATTENTIONS)),
    depth: wholeNumber(0, 1000),
    escalationLevel: wholeNumber(0, 3),
    activeMs: orNull(wholeNumber(0, LAST_TIME)),
    startedAt: time,
    lastActivityAt: time,
    endedAt: orNull(time),
    stalledSince: orNull(time),
  },
  sprint: {
    id: filled,
    title: filled,
    goal: text,
    status: oneOf(SPRINT_STATUSES),
    createdAt: time,
    closedAt: orNull(time),
  },
  task: {
    id: filled,
    title: text,
    description: text,
    status: oneOf(TASK_STATUSES),
    priority: oneOf(PRIORITIES),
    estimateMs: orNull(wholeNumber(1, LAST_TIME)),
    createdAt: time,
    updatedAt: time,
    closedAt: orNull(time),
  },
  activity: { at: time, activity: oneOf(ACTIVITY_KINDS), text },
};

/** What keeps a mapped record from being written; null when nothing does. */
export function findFault(record: { kind: string }): Fault | null {
  const fields: Record<string, unknown> = { ...record };
  for (const [field, rule] of Object.entries(RULES[record.kind] ?? {})) {
    const problem = rule(fields[field]);
    if (problem !== null) return { field, reason: `${JSON.stringify(fields[field])} ${problem}` };
  }
  return record.kind === "session" ? contradiction(fields) : null;
}

/** An open session has no end. */
function contradiction({ state, endedAt }: Record<string, unknown>): Fault | null {
  if (!isOpen(state as SessionState) || endedAt === null) return null;
  return { field: "endedAt", reason: `it has ended, and its state is ${state}` };
}
