import type { RowPlace } from "../../domain/import/report.ts";
import { type Shaped, shapeRun, shapeSprint } from "../../domain/import/shape-records.ts";
import type { RunRecord, SprintRecord } from "../record.ts";
import type { Intake } from "./intake.ts";
import { type Part, writePart } from "./write-part.ts";
import type { Written } from "./written.ts";

export const writeRun = (intake: Intake, record: RunRecord, place: RowPlace): Written =>
  writePart(intake, RUN, record, place, (id, key, shaped) => {
    intake.records.insert("runs", { id, key, max_agents: 1, ...runColumns(shaped) });
    intake.report.made.runs += 1;
    if (record.status === "active")
      intake.report.adjusted({ key, what: "failed: nobody carries it out here" });
  });

export const writeSprint = (intake: Intake, record: SprintRecord, place: RowPlace): Written =>
  writePart(intake, SPRINT, record, place, (id, key, shaped) => {
    intake.records.insert("sprints", { id, key, ...sprintColumns(shaped, intake.tx.at) });
    intake.report.made.sprints += 1;
  });

function runColumns({ fields }: Shaped) {
  const { goal, status, reason, startedAt, endedAt } = fields as unknown as RunRecord;
  return { goal, status, reason, started_at: startedAt, ended_at: endedAt };
}

function sprintColumns({ fields }: Shaped, at: number) {
  const { title, goal, status, createdAt, closedAt } = fields as unknown as SprintRecord;
  return {
    title,
    goal,
    status,
    created_at: createdAt,
    updated_at: closedAt ?? Math.min(at, createdAt),
    closed_at: closedAt,
  };
}

const RUN: Part<RunRecord> = {
  kind: "run",
  table: "runs",
  shape: shapeRun,
  fieldsOf: ({ goal, status, reason, startedAt, endedAt, extra }) => ({
    goal,
    status,
    reason,
    startedAt,
    endedAt,
    extra,
  }),
  readFields: (row) => ({
    goal: row.goal,
    status: row.status,
    reason: row.reason,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  }),
  columnsOf: runColumns,
};

const SPRINT: Part<SprintRecord> = {
  kind: "sprint",
  table: "sprints",
  shape: shapeSprint,
  fieldsOf: ({ title, goal, status, createdAt, closedAt, extra }) => ({
    title,
    goal,
    status,
    createdAt,
    closedAt,
    extra,
  }),
  readFields: (row) => ({
    title: row.title,
    goal: row.goal,
    status: row.status,
    createdAt: row.created_at,
    closedAt: row.closed_at,
  }),
  columnsOf: (shaped) => sprintColumns(shaped, Number.MAX_SAFE_INTEGER),
};
