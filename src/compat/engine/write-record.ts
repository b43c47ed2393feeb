import type { RowPlace } from "../../domain/import/report.ts";
import type { ActivityRecord, DependencyRecord, ExtraRecord, MappedRecord, SourceRef } from "../record.ts";
import type { Intake } from "./intake.ts";
import { writeRun, writeSprint } from "./write-run.ts";
import { writeSession } from "./write-session.ts";
import { writeTask } from "./write-task.ts";
import { imported, type Written } from "./written.ts";

/** Writes one record of a row. What it refers to and is not there yet is followed when all rows have been read. */
export function writeRecord(intake: Intake, record: MappedRecord, place: RowPlace): Written {
  switch (record.kind) {
    case "run":
      return writeRun(intake, record, place);
    case "session":
      return writeSession(intake, record, place);
    case "sprint":
      return writeSprint(intake, record, place);
    case "task":
      return writeTask(intake, record, place);
    case "activity":
      return writeActivity(intake, record, place) ?? later(intake, record, place);
    case "dependency":
      return writeDependency(intake, record, place) ?? later(intake, record, place);
    case "extra":
      return writeExtra(intake, record, place);
  }
}

/** What could not be written before what it belongs to. */
function later({ links }: Intake, record: ActivityRecord | DependencyRecord, place: RowPlace): Written {
  links.add(record.kind, "", { data: JSON.stringify(record) }, place);
  return imported(record.kind, null);
}

/** null when its session is not there (yet). */
export function writeActivity(intake: Intake, record: ActivityRecord, place: RowPlace): Written | null {
  const { things, records, report } = intake;
  const session = things.find("session", record.session.id);
  if (!session) return null;
  const [task, sprint] = [record.task, record.sprint].map((ref) => ref && things.find(ref.kind, ref.id));
  const missing = [
    record.task && !task ? record.task : [],
    record.sprint && !sprint ? record.sprint : [],
  ].flat();
  const { kind, data } = activityOf(record, missing);
  const id = records.insert("activities", {
    at: record.at,
    session_id: session.targetId,
    task_id: task?.targetId ?? null,
    sprint_id: sprint?.targetId ?? null,
    kind,
    text: record.text,
    data: JSON.stringify(data),
  });
  report.made.activities += 1;
  // It goes with its session; one that belongs to another import's is to be found by itself.
  if (!session.isOurs) things.add("activity", `activity ${id}`, String(id), place, null);
  for (const { kind: what, id: to } of missing)
    report.dangles({ ...place, field: what, to, reason: `there is no such ${what} in the source` });
  return imported("activity", String(id), missing.length > 0 ? "refers to what is not in the source" : null);
}

/**
 * A stack is rebuilt from its `context` activities, so theirs must be ours: changes of a stack elsewhere are told as
 * updates, with all they say.
 */
function activityOf({ activity, data }: ActivityRecord, missing: SourceRef[]) {
  const refersTo = missing.length > 0 ? { refersTo: missing } : {};
  return activity === "context"
    ? { kind: "update", data: { ...data, ...refersTo, activity } }
    : { kind: activity, data: { ...data, ...refersTo } };
}

/** null when one of its tasks is not there (yet). */
export function writeDependency(
  { things, records, report }: Intake,
  { task, dependsOn }: DependencyRecord,
  place: RowPlace,
): Written | null {
  const [one, other] = [things.find("task", task.id), things.find("task", dependsOn.id)];
  if (!one || !other) return null;
  const target = `${one.targetId} ${other.targetId}`;
  if (one.targetId === other.targetId)
    return { ...imported("extra", null, "a task cannot depend on itself") };
  if (!records.addDependency(one.targetId, other.targetId))
    return { result: "merged", kind: "dependency", targetId: target, note: null };
  report.made.dependencies += 1;
  if (!one.isOurs && !other.isOurs) things.add("dependency", target, target, place, null);
  return imported("dependency", target);
}

function writeExtra({ things, report }: Intake, { belongsTo }: ExtraRecord, place: RowPlace): Written {
  report.extras += 1;
  const owner = belongsTo && things.find(belongsTo.kind, belongsTo.id);
  if (belongsTo === null || owner) return imported("extra", owner?.targetId ?? null);
  const { kind, id: to } = belongsTo;
  report.dangles({ ...place, field: kind, to, reason: `there is no such ${kind} in the source` });
  return imported("extra", null, `belongs to ${kind} ${to}`);
}
