import type { Fields } from "../../domain/import/merge-records.ts";
import type { RowPlace } from "../../domain/import/report.ts";
import type { Shaped } from "../../domain/import/shape-records.ts";
import type { Thing } from "../../store/imported-things.ts";
import type { RunRecord, SprintRecord, TaskRecord } from "../record.ts";
import type { Intake } from "./intake.ts";
import { type KeptConflict, mergeInto } from "./merge-into.ts";
import { imported, leftAsItIs, type Written } from "./written.ts";

type Columns = Record<string, string | number | null>;

/** A kind of thing that has no metadata of its own: how its record, its fields and its columns belong together. */
export interface Part<R extends RunRecord | SprintRecord | TaskRecord> {
  kind: R["kind"];
  table: "runs" | "sprints" | "tasks";
  shape(fields: Fields): Shaped;
  fieldsOf(record: R): Fields;
  readFields(row: Columns): Fields;
  columnsOf(shaped: Shaped): Columns;
}

/** What is kept beside a run, a sprint or a task. */
export interface PartOrigin {
  id: string;
  extra: Fields;
  was: Fields;
  conflicts: KeptConflict[];
}

/** Writes what has no place in the thing's own columns; nothing when there is nothing. */
export function writeExtras(
  { records, import: { id: importId } }: Intake,
  { id, extra }: { id: string; extra: Fields },
  targetId: string,
  was: Fields,
  conflicts: KeptConflict[],
): void {
  if (Object.keys(extra).length === 0 && Object.keys(was).length === 0 && conflicts.length === 0) return;
  records.keepExtras(importId, targetId, { id, extra, was, conflicts } satisfies PartOrigin);
}

/** Merges a record into the thing of the same id. */
export function mergeThing<R extends RunRecord | SprintRecord | TaskRecord>(
  intake: Intake,
  part: Part<R>,
  record: R,
  thing: Thing,
  place: RowPlace,
): Written {
  const row = intake.records.read(part.table, thing.targetId);
  if (!row) throw new RangeError(`imported ${part.kind} ${thing.targetId} is not there`);
  const json = intake.records.extrasOf(thing.targetId);
  const origin: PartOrigin =
    json === null ? { id: record.id, extra: {}, was: {}, conflicts: [] } : JSON.parse(json);
  const there = { fields: { ...part.readFields(row), extra: origin.extra, ...origin.was }, thing };
  const { fields, conflicts } = mergeInto(
    intake,
    part.kind,
    String(row.key),
    there,
    part.fieldsOf(record),
    place,
  );
  const shaped = part.shape(fields);
  intake.records.change(part.table, thing.targetId, part.columnsOf(shaped));
  writeExtras(intake, { id: origin.id, extra: fields.extra as Fields }, thing.targetId, shaped.was, [
    ...origin.conflicts,
    ...conflicts,
  ]);
  const note = conflicts.length === 0 ? null : `${conflicts.length} of its values were not kept`;
  return { result: "merged", kind: part.kind, targetId: thing.targetId, note };
}

/** Writes a run or a sprint, or merges it into the one of the same id. */
export function writePart<R extends RunRecord | SprintRecord>(
  intake: Intake,
  part: Part<R>,
  record: R,
  place: RowPlace,
  insert: (id: string, key: string, shaped: Shaped) => void,
): Written {
  const thing = intake.things.find(part.kind, record.id);
  if (thing && !thing.isOurs) return leftAsItIs(part.kind, thing.targetId);
  if (thing) return mergeThing(intake, part, record, thing, place);
  const id = Bun.randomUUIDv7();
  const shaped = part.shape(part.fieldsOf(record));
  insert(id, intake.keys.give(part.kind, record, id), shaped);
  writeExtras(intake, record, id, shaped.was, []);
  intake.things.add(part.kind, record.id, id, place, null);
  return imported(part.kind, id);
}
