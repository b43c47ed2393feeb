import type { Database } from "bun:sqlite";
import type { BatchGate } from "../../domain/batch.ts";
import type { Merge } from "../../domain/merge.ts";
import { batchGateLog, type ProjectPaths } from "../../paths.ts";
import { listBatchGates } from "../../store/batches.ts";
import { labelMerge } from "../../store/merges.ts";
import { requireRun } from "../../store/runs.ts";
import { requireSession } from "../../store/sessions.ts";
import { requireTask } from "../../store/tasks.ts";
import type { MergeView } from "../contract/merge.ts";
import { iso, isoOrNull } from "./times.ts";

export const viewMerge = (db: Database, paths: Pick<ProjectPaths, "logs">, merge: Merge): MergeView => ({
  key: merge.key,
  run: requireRun(db, merge.runId).key,
  task: requireTask(db, merge.taskId).key,
  session: requireSession(db, merge.sessionId).key,
  branch: merge.branch,
  headCommit: merge.headCommit,
  target: merge.targetBranch,
  state: merge.state,
  // In a batch it has one already, which no branch has yet.
  mergeCommit: merge.state === "merged" ? merge.mergeCommit : null,
  conflictFiles: merge.conflictFiles,
  conflictsWith: merge.conflictsWith === null ? null : labelMerge(db, merge.conflictsWith),
  reason: merge.reason,
  gates: merge.batchId === null ? [] : listBatchGates(db, merge.batchId).map((gate) => viewGate(paths, gate)),
  queuedAt: iso(merge.queuedAt),
  settledAt: isoOrNull(merge.settledAt),
});

const viewGate = (
  paths: Pick<ProjectPaths, "logs">,
  { command, passed, exitCode, batchId, position }: BatchGate,
): MergeView["gates"][number] => ({
  command,
  passed,
  exitCode,
  log: batchGateLog(paths, batchId, position),
});
