import { isOpen, type SessionState } from "../session.ts";

export type Fields = Record<string, unknown>;

/** A value that another one was kept over. */
export interface LostValue {
  field: string;
  kept: unknown;
  dropped: unknown;
}

export interface Merged {
  /** What is otherwise than it was. */
  changes: Fields;
  lost: LostValue[];
}

/**
 * How two records of one thing become one, by field. What has no rule here: the value that was there stays, unless it is
 * null or empty.
 *
 * - latest, earliest: of two times
 * - byKey: of two objects, key by key, the one that was there first
 * - ending: together with the end, see below
 */
type Rule = "latest" | "earliest" | "byKey" | "ending";

const RULES: Record<string, Record<string, Rule>> = {
  session: {
    startedAt: "earliest",
    lastActivityAt: "latest",
    metadata: "byKey",
    extra: "byKey",
    state: "ending",
    endedAt: "ending",
    outcome: "ending",
    phase: "ending",
    attention: "ending",
  },
  task: { extra: "byKey", createdAt: "earliest", updatedAt: "latest", status: "ending", closedAt: "ending" },
  run: { extra: "byKey", startedAt: "earliest", status: "ending", endedAt: "ending" },
  sprint: { extra: "byKey", createdAt: "earliest", status: "ending", closedAt: "ending" },
};

/** Whether the record says that it is over, and since when. A final state without its time proves nothing. */
const ENDED: Record<string, (fields: Fields) => boolean> = {
  session: ({ state, endedAt }) => !isOpen(state as SessionState) && present(endedAt),
  task: ({ status, closedAt }) => (status === "complete" || status === "aborted") && present(closedAt),
  run: ({ status, endedAt }) => status !== "active" && present(endedAt),
  sprint: ({ status, closedAt }) => (status === "complete" || status === "cancelled") && present(closedAt),
};

/**
 * Takes what a later record of the same thing adds into the one that is there. Every value that loses is answered; equal
 * values lose nothing.
 *
 * @param kind of the thing: run, session, sprint or task
 */
export function mergeRecords(kind: string, there: Fields, later: Fields): Merged {
  const ended = ENDED[kind] ?? (() => false);
  // Its end is one thing: a record that has ended replaces all of it, or none.
  const endsIt = ended(later) && !ended(there);
  const merged: Merged = { changes: {}, lost: [] };
  for (const [field, value] of Object.entries(later)) {
    const rule = RULES[kind]?.[field];
    if (rule === "byKey") mergeByKey(merged, field, there[field], value);
    else take(merged, field, there[field], value, laterWins(rule, there[field], value, endsIt));
  }
  return merged;
}

function laterWins(rule: Rule | undefined, there: unknown, later: unknown, endsIt: boolean): boolean {
  if (rule === "ending") return endsIt;
  if (!present(later) || !present(there)) return present(later);
  if (rule === "latest") return Number(later) > Number(there);
  return rule === "earliest" && Number(later) < Number(there);
}

function take({ changes, lost }: Merged, field: string, there: unknown, later: unknown, wins: boolean): void {
  if (isEqual(there, later)) return;
  if (wins) changes[field] = later;
  const [kept, dropped] = wins ? [later, there] : [there, later];
  if (present(dropped)) lost.push({ field, kept, dropped });
}

function mergeByKey(merged: Merged, field: string, there: unknown, later: unknown): void {
  const [first, second] = [asFields(there), asFields(later)];
  const added: Fields = {};
  for (const [key, value] of Object.entries(second)) {
    if (!Object.hasOwn(first, key) || !present(first[key])) added[key] = value;
    else if (!isEqual(first[key], value))
      merged.lost.push({ field: `${field}.${key}`, kept: first[key], dropped: value });
  }
  if (Object.keys(added).length > 0) merged.changes[field] = { ...first, ...added };
}

const asFields = (value: unknown): Fields =>
  typeof value === "object" && value !== null ? { ...value } : {};

const present = (value: unknown): boolean => value !== null && value !== undefined && value !== "";

/** By what they say as JSON: that is how they are kept. */
const isEqual = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
