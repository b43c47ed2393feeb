import { DEFAULT_RESTART } from "../../config/restart.ts";
import type { Fields } from "../../domain/import/merge-records.ts";
import type { RowPlace } from "../../domain/import/report.ts";
import { type Shaped, shapeTask } from "../../domain/import/shape-records.ts";
import type { TaskSpec } from "../../domain/task.ts";
import type { RecordRow } from "../../store/imported-records.ts";
import type { TaskRecord } from "../record.ts";
import type { Intake } from "./intake.ts";
import { mergeThing, type Part, writeExtras } from "./write-part.ts";
import { imported, leftAsItIs, type Written } from "./written.ts";

const DEFAULT_ROLE = "builder";

/** Writes a task, or merges it into the one of the same id. References are followed when all rows are read. */
export function writeTask(intake: Intake, record: TaskRecord, place: RowPlace): Written {
  const thing = intake.things.find("task", record.id);
  if (thing && !thing.isOurs) return leftAsItIs("task", thing.targetId);
  const id = thing?.targetId ?? Bun.randomUUIDv7();
  const written = thing
    ? mergeThing(intake, PART, record, thing, place)
    : insertTask(intake, record, id, place);
  const { run, sprint, parent, holder } = record;
  if (run) intake.links.add("task.run", id, { ref: run.id }, place);
  if (sprint) intake.links.add("task.sprint", id, { ref: sprint.id }, place);
  if (parent) intake.links.add("task.parent", id, { ref: parent.id }, place);
  if (holder)
    intake.links.add("task.holder", id, "id" in holder ? { ref: holder.id } : { name: holder.name }, place);
  return written;
}

function insertTask(intake: Intake, record: TaskRecord, id: string, place: RowPlace): Written {
  const shaped = shapeTask(PART.fieldsOf(record));
  const key = intake.keys.give("task", record, id);
  const { formerKey } = record;
  if (formerKey !== null && formerKey !== key)
    intake.report.renamed({ what: "key", key, from: formerKey, to: key });
  intake.records.insert("tasks", {
    id,
    key,
    run_id: null,
    position: intake.nextPosition++,
    sprint_id: null,
    parent_id: null,
    stop_reason: null,
    ...columnsOf(shaped),
  });
  writeExtras(intake, record, id, shaped.was, []);
  intake.things.add("task", record.id, id, place, null);
  intake.report.made.tasks += 1;
  return imported("task", id);
}

type Columns = Omit<
  RecordRow<"tasks">,
  "id" | "key" | "run_id" | "position" | "sprint_id" | "parent_id" | "stop_reason"
>;

const PART: Part<TaskRecord> = {
  kind: "task",
  table: "tasks",
  shape: shapeTask,
  fieldsOf: ({
    title,
    description,
    status,
    priority,
    role,
    category,
    estimateMs,
    summary,
    createdAt,
    updatedAt,
    closedAt,
    extra,
  }) => ({
    title,
    description,
    status,
    priority,
    role,
    category,
    estimateMs,
    summary,
    createdAt,
    updatedAt,
    closedAt,
    extra,
  }),
  readFields: (row) => ({
    title: row.title,
    description: row.description,
    status: row.status,
    priority: row.priority,
    role: readRole(String(row.spec)),
    category: row.category,
    estimateMs: row.estimate_ms,
    summary: row.summary,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    closedAt: row.closed_at,
  }),
  columnsOf: (shaped) => columnsOf(shaped),
};

function columnsOf({ fields }: Shaped): Columns {
  const {
    title,
    description,
    status,
    priority,
    category,
    estimateMs,
    summary,
    createdAt,
    updatedAt,
    closedAt,
  } = fields as unknown as TaskRecord;
  return {
    title,
    description,
    status,
    priority,
    category,
    estimate_ms: estimateMs,
    summary,
    spec: JSON.stringify(specOf(fields)),
    created_at: createdAt,
    updated_at: updatedAt,
    closed_at: closedAt,
  };
}

/** Nothing is begun by itself for a task without a run: this is what a session finds that takes it. */
const specOf = ({ role }: Fields): TaskSpec => ({
  prompt: null,
  command: null,
  runtime: "shell",
  role: typeof role === "string" && role !== "" ? role : DEFAULT_ROLE,
  gates: [],
  timeoutMs: null,
  restart: DEFAULT_RESTART,
  autoCommit: false,
});

function readRole(spec: string): string {
  const { role }: TaskSpec = JSON.parse(spec);
  return role;
}
