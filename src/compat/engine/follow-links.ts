import type { RowPlace } from "../../domain/import/report.ts";
import type { Link } from "../../store/import-links.ts";
import {
  findNamed,
  hasTaskLike,
  type LinkedColumn,
  leadsTo,
  listNamed,
  readLinked,
} from "../../store/linked-columns.ts";
import type { ActivityRecord, DependencyRecord } from "../record.ts";
import type { Intake } from "./intake.ts";
import { writeActivity, writeDependency } from "./write-record.ts";
import { tellDangling } from "./written.ts";

/** Follows the references between things, now that all are there. One that leads nowhere is told and stays empty. */
export async function followLinks(intake: Intake, breathe: () => Promise<void>): Promise<void> {
  for (const [kind, column] of COLUMNS)
    for (const link of intake.links.all(kind)) {
      followColumn(intake, column, link);
      await breathe();
    }
  for (const link of intake.links.all("activity")) {
    const record: ActivityRecord = JSON.parse(link.data ?? "");
    if (!writeActivity(intake, record, link)) keepAsExtra(intake, link, "session", record.session.id);
    await breathe();
  }
  for (const link of intake.links.all("dependency")) {
    const record: DependencyRecord = JSON.parse(link.data ?? "");
    const missing = [record.task, record.dependsOn].find(({ id }) => !intake.things.find("task", id));
    if (missing) keepAsExtra(intake, link, "task", missing.id);
    else writeDependency(intake, record, link);
    await breathe();
  }
}

const COLUMNS = [
  ["session.run", { table: "sessions", column: "run_id", to: "run" }],
  ["session.parent", { table: "sessions", column: "parent_id", to: "session" }],
  ["task.run", { table: "tasks", column: "run_id", to: "run" }],
  ["task.sprint", { table: "tasks", column: "sprint_id", to: "sprint" }],
  ["task.parent", { table: "tasks", column: "parent_id", to: "task" }],
] as const;

function followColumn(intake: Intake, to: LinkedColumn, link: Link): void {
  const field = to.column.replace("_id", "");
  const name = link.ref ?? link.name ?? "";
  const found = resolve(intake, to, link);
  if ("reason" in found) {
    tellDangling(intake, link, field, name, found.reason);
    return;
  }
  const there = readLinked(intake.tx.db, to, link.owner);
  if (!there || there.value === found.id) return;
  if (there.value === null) intake.records.change(to.table, link.owner, { [to.column]: found.id });
  else {
    const { table, row } = link;
    const rows: [RowPlace, RowPlace] = [
      { table, row },
      { table, row },
    ];
    intake.report.conflict({ key: there.key, field, kept: there.value, dropped: name, rows });
    intake.rows.note(link, `${field} ${name} was not kept`);
  }
}

type Found = { id: string } | { reason: string };

function resolve(intake: Intake, to: LinkedColumn, link: Link): Found {
  const found = link.ref === null ? findByName(intake, link) : findById(intake, to, link.ref);
  if ("reason" in found) return found;
  const { db } = intake.tx;
  if (to.column === "parent_id" && leadsTo(db, to, found.id, link.owner))
    return { reason: "it would be above itself" };
  // Keys are unique within a run.
  if (to.table === "tasks" && to.column === "run_id" && hasTaskLike(db, found.id, link.owner))
    return { reason: "another task of the run has its key" };
  return found;
}

function findById({ things }: Intake, { to }: LinkedColumn, ref: string): Found {
  const thing = things.find(to, ref);
  return thing ? { id: thing.targetId } : { reason: `there is no such ${to} in the source` };
}

/** The only session of that name, or the only one that was open when the other one began. */
function findByName(intake: Intake, { name, owner }: Link): Found {
  const few = listNamed(intake.tx.db, intake.import.id, name ?? "");
  const [first, second] = few.filter((id) => id !== owner);
  if (few.length < 3 && first !== undefined && second === undefined) return { id: first };
  const named = findNamed(intake.tx.db, intake.import.id, name ?? "", owner);
  const then = named.length > 1 ? named.filter(({ wasOpen }) => wasOpen === 1) : named;
  const [only] = then;
  if (then.length === 1 && only) return only;
  return {
    reason:
      named.length === 0
        ? "there is no session of that name in the source"
        : `${named.length} sessions of the source have that name`,
  };
}

function keepAsExtra(intake: Intake, { table, row }: Link, field: string, to: string): void {
  const reason = `there is no such ${field} in the source; the row is kept as it is`;
  intake.report.dangles({ table, row, field, to, reason });
  intake.report.extras += 1;
  intake.rows.note({ table, row }, `${field} ${to}: ${reason}`, "extra");
}
