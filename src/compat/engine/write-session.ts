import type { Fields } from "../../domain/import/merge-records.ts";
import type { RowPlace } from "../../domain/import/report.ts";
import { activeTime, type Shaped, shapeSession } from "../../domain/import/shape-records.ts";
import { keyNumber } from "../../domain/keys.ts";
import { isOpen } from "../../domain/session.ts";
import type { RecordRow } from "../../store/imported-records.ts";
import type { Thing } from "../../store/imported-things.ts";
import type { SessionRecord } from "../record.ts";
import type { Intake } from "./intake.ts";
import { type KeptConflict, mergeInto } from "./merge-into.ts";
import { imported, leftAsItIs, type Written } from "./written.ts";

/** Runtime of a session that overstory does not run itself. */
const RUNTIME = "shell";

/** What `metadata.imported` of a session keeps: where it comes from, and what has no place here. */
export interface SessionOrigin {
  import: string;
  id: string;
  formerKey: string | null;
  pid: number | null;
  tmuxSession: string | null;
  activeMs: number | null;
  /** The stack as the source has it, with its own ids. */
  frames: SessionRecord["frames"];
  extra: Fields;
  /** What the source says of fields that are otherwise here. */
  was: Fields;
  conflicts: KeptConflict[];
}

/** Writes a session, or merges it into the one of the same id. References are followed when all rows are read. */
export function writeSession(intake: Intake, record: SessionRecord, place: RowPlace): Written {
  const thing = intake.things.find("session", record.id);
  if (thing && !thing.isOurs) return leftAsItIs("session", thing.targetId);
  const id = thing?.targetId ?? Bun.randomUUIDv7();
  const written = thing
    ? mergeSession(intake, record, thing, place)
    : insertSession(intake, record, id, place);
  linkSession(intake, record, id, place);
  return written;
}

function insertSession(intake: Intake, record: SessionRecord, id: string, place: RowPlace): Written {
  const shaped = shapeSession(fieldsOf(record));
  const key = intake.keys.give("session", record, id);
  const { formerKey } = record;
  if (formerKey !== null && formerKey !== key && keyNumber("SESSION", formerKey) !== undefined)
    intake.report.renamed({ what: "key", key, from: formerKey, to: key });
  const name = isOpen(record.state) ? claimName(intake, record, key) : record.name;
  if (name !== record.name) shaped.was.name = record.name;
  intake.records.insert("sessions", {
    id,
    key,
    name,
    nonce: crypto.randomUUID(),
    runtime: RUNTIME,
    run_id: null,
    ...columnsOf(shaped, originOf(intake, record)),
  });
  intake.things.add("session", record.id, id, place, record.name);
  intake.report.made.sessions += 1;
  return imported("session", id);
}

/** The newest of several open sessions of one name keeps it; one that was here before is never renamed. */
function claimName({ names, report }: Intake, { name, startedAt }: SessionRecord, key: string): string {
  const holder = names.holderOf(name);
  if (!holder) return name;
  const free = names.freeName(name);
  const holderYields = holder.isOurs && holder.startedAt < startedAt;
  if (holderYields) names.rename(holder.id, free);
  report.renamed({ what: "name", key: holderYields ? holder.key : key, from: name, to: free });
  return holderYields ? name : free;
}

function mergeSession(intake: Intake, record: SessionRecord, thing: Thing, place: RowPlace): Written {
  const { records } = intake;
  const row = records.read("sessions", thing.targetId);
  if (!row) throw new RangeError(`imported session ${thing.targetId} is not there`);
  const { imported: origin, ...metadata }: { imported: SessionOrigin } & Fields = JSON.parse(
    String(row.metadata),
  );
  const there = readFields(row, metadata, origin);
  const { fields, conflicts } = mergeInto(
    intake,
    "session",
    String(row.key),
    { fields: there, thing },
    fieldsOf(record),
    place,
  );
  const shaped = shapeSession(fields);
  if (row.name !== fields.name) shaped.was.name = fields.name;
  const next: SessionOrigin = {
    ...origin,
    formerKey: origin.formerKey ?? record.formerKey,
    pid: fields.pid as number | null,
    tmuxSession: fields.tmuxSession as string | null,
    activeMs: fields.activeMs as number | null,
    extra: fields.extra as Fields,
    frames: origin.frames.length > 0 ? origin.frames : record.frames,
    conflicts: [...origin.conflicts, ...conflicts],
  };
  records.change("sessions", thing.targetId, columnsOf(shaped, next));
  const note = conflicts.length === 0 ? null : `${conflicts.length} of its values were not kept`;
  return { result: "merged", kind: "session", targetId: thing.targetId, note };
}

const COLUMN_OF = {
  role: "role",
  source: "source",
  type: "type",
  state: "state",
  phase: "phase",
  attention: "attention",
  outcome: "outcome",
  reason: "reason",
  depth: "depth",
  worktree: "worktree",
  branch: "branch",
  escalationLevel: "escalation_level",
  stalledSince: "stalled_since",
  summary: "summary",
  startedAt: "started_at",
  lastActivityAt: "last_activity_at",
  endedAt: "ended_at",
} as const satisfies Partial<Record<keyof SessionRecord, keyof RecordRow<"sessions">>>;

/** What can be merged of a record; the rest are references. */
function fieldsOf(record: SessionRecord): Fields {
  const {
    id: _i,
    kind: _k,
    formerKey: _f,
    run: _r,
    parent: _p,
    currentTask: _t,
    frames: _s,
    ...fields
  } = record;
  const { conversationId, metadata, ...rest } = fields;
  const hasOwn = conversationId === null || metadata.conversationId !== undefined;
  return { ...rest, metadata: hasOwn ? metadata : { ...metadata, conversationId } };
}

function readFields(row: Record<string, unknown>, metadata: Fields, origin: SessionOrigin): Fields {
  const columns = Object.entries(COLUMN_OF).map(([field, column]) => [field, row[column]]);
  const { pid, tmuxSession, activeMs, extra, was } = origin;
  return {
    name: row.name,
    ...Object.fromEntries(columns),
    pid,
    tmuxSession,
    activeMs,
    extra,
    metadata,
    ...was,
  };
}

type Columns = Omit<RecordRow<"sessions">, "id" | "key" | "name" | "nonce" | "runtime" | "run_id">;

function columnsOf({ fields, was }: Shaped, origin: SessionOrigin): Columns {
  const { activeMs, activeSince } = activeTime(fields);
  const { imported: nested, ...metadata } = fields.metadata as Fields;
  const kept =
    nested === undefined ? origin : { ...origin, extra: { ...origin.extra, "metadata.imported": nested } };
  const columns = Object.fromEntries(
    Object.entries(COLUMN_OF).map(([field, column]) => [column, fields[field]]),
  ) as Omit<Columns, "metadata" | "active_ms" | "active_since">;
  return {
    ...columns,
    metadata: JSON.stringify({ ...metadata, imported: { ...kept, was } }),
    active_ms: activeMs,
    active_since: activeSince,
  };
}

const originOf = (intake: Intake, record: SessionRecord): SessionOrigin => ({
  import: intake.import.key,
  id: record.id,
  formerKey: record.formerKey,
  pid: record.pid,
  tmuxSession: record.tmuxSession,
  activeMs: record.activeMs,
  frames: record.frames,
  extra: record.extra,
  was: {},
  conflicts: [],
});

function linkSession({ links }: Intake, record: SessionRecord, id: string, place: RowPlace): void {
  const { run, parent, currentTask, frames, state } = record;
  if (run) links.add("session.run", id, { ref: run.id }, place);
  if (parent)
    links.add("session.parent", id, "id" in parent ? { ref: parent.id } : { name: parent.name }, place);
  if (currentTask) links.add("session.task", id, { ref: currentTask.id }, place);
  if (frames.length > 0) links.add("session.frames", id, { data: JSON.stringify(frames) }, place);
  if (isOpen(state)) links.add("session.life", id, {}, place);
}
