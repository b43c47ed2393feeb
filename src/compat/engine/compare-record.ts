import type { Fields } from "../../domain/import/merge-records.ts";
import type { MappedRecord } from "../record.ts";
import type { Intake } from "./intake.ts";
import type { KeptConflict } from "./merge-into.ts";

/** Columns that hold a field of a record under another name than its own. */
const TABLES = { run: "runs", session: "sessions", sprint: "sprints", task: "tasks" } as const;

/** Fields that are references, or kept in other places than a column of their own. */
const ELSEWHERE = new Set([
  "kind",
  "id",
  "formerKey",
  "extra",
  "metadata",
  "run",
  "parent",
  "sprint",
  "holder",
  "frames",
  "currentTask",
  "pid",
  "tmuxSession",
  "conversationId",
  "activeMs",
  "role",
]);

/**
 * What of a record is otherwise in the database than it was mapped, and not for a reason that is on record with it (a
 * conflict, a change that the import has noted).
 */
export function compareRecord(intake: Intake, record: MappedRecord): string[] {
  if (!("id" in record)) return [];
  const thing = intake.things.find(record.kind, record.id);
  const row = thing && intake.records.read(TABLES[record.kind], thing.targetId);
  if (!thing || !row) return [`${record.kind} ${record.id} is not there`];
  const origin = readOrigin(intake, record.kind, thing.targetId, row);
  const explained = new Set([...Object.keys(origin.was), ...origin.conflicts.map(({ field }) => field)]);
  const missing = missingExtras(record.extra, origin);
  return [
    ...Object.entries(record)
      .filter(
        ([field, value]) => !ELSEWHERE.has(field) && !explained.has(field) && value !== row[columnOf(field)],
      )
      .filter(([field, value]) => !isFollowedUp(field, value, origin))
      .map(
        ([field, value]) =>
          `${field} is ${JSON.stringify(row[columnOf(field)])}, not ${JSON.stringify(value)}`,
      ),
    ...missing.map((field) => `extra ${field} was not kept`),
  ];
}

interface Origin {
  was: Fields;
  extra: Fields;
  conflicts: KeptConflict[];
}

function readOrigin({ records }: Intake, kind: string, id: string, row: Fields): Origin {
  const json = kind === "session" ? null : records.extrasOf(id);
  const kept =
    kind === "session" ? JSON.parse(String(row.metadata)).imported : json === null ? {} : JSON.parse(json);
  return { was: kept.was ?? {}, extra: kept.extra ?? {}, conflicts: kept.conflicts ?? [] };
}

/** A later row may have filled what was empty; a task that nobody works on is paused, a run that was active ends later. */
const isFollowedUp = (field: string, value: unknown, { was }: Origin): boolean =>
  value === null ||
  value === "" ||
  (field === "status" && value === "underway") ||
  (field === "endedAt" && was.status === "active");

const missingExtras = (extra: Fields, { extra: kept, conflicts }: Origin): string[] =>
  Object.keys(extra).filter(
    (key) => !Object.hasOwn(kept, key) && !conflicts.some(({ field }) => field === `extra.${key}`),
  );

const columnOf = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
