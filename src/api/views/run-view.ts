import type { Database } from "bun:sqlite";
import type { GateRun } from "../../domain/gate.ts";
import type { Run } from "../../domain/run.ts";
import { TASK_STATUSES, type Task, type TaskStatus } from "../../domain/task.ts";
import { gateLog, type ProjectPaths } from "../../paths.ts";
import { listClaimants } from "../../store/claims.ts";
import { listGates } from "../../store/gates.ts";
import { listMerges } from "../../store/merges.ts";
import { listTasks } from "../../store/tasks.ts";
import { usageOfRuns, usageOfTasks } from "../../store/usage.ts";
import type { RunView, TaskView } from "../contract/run.ts";
import type { Services } from "../services.ts";
import { iso, isoOrNull } from "./times.ts";
import { viewUsage } from "./usage-view.ts";

type RunViewServices = Pick<Services, "store" | "paths" | "clock" | "team">;

export function viewRun({ store: { db }, paths, clock, team }: RunViewServices, run: Run): RunView {
  const tasks = listTasks(db, run.id);
  const work = tasks.filter(({ spec }) => !spec.isCoordination);
  const now = clock();
  return {
    id: run.id,
    key: run.key,
    goal: run.goal,
    status: run.status,
    reason: run.reason,
    cancelRequested: run.cancelRequestedAt !== null,
    baseCommit: run.baseCommit,
    targetBranch: run.targetBranch,
    intoBranch: run.intoBranch,
    maxAgents: run.maxAgents,
    gates: [...run.gates],
    budget:
      run.budgetUsd === null && run.budgetTokens === null
        ? null
        : { usd: run.budgetUsd, tokens: run.budgetTokens },
    plan: run.plan,
    held: run.heldBy === null ? null : { by: run.heldBy, reason: run.heldReason ?? "" },
    coordinated: work.length < tasks.length,
    counts: countByStatus(work),
    taskCount: work.length,
    elapsedMs: Math.max(0, (run.endedAt ?? now) - run.startedAt),
    startedAt: iso(run.startedAt),
    endedAt: isoOrNull(run.endedAt),
    usage: viewUsage(usageOfRuns(db, [run.id]).get(run.id)),
    tasks: viewTasks(db, paths, run, tasks, team.spawns.waitsOf(run)),
  };
}

function countByStatus(tasks: readonly Task[]): Record<TaskStatus, number> {
  const counts = Object.fromEntries(TASK_STATUSES.map((status) => [status, 0])) as Record<TaskStatus, number>;
  for (const { status } of tasks) counts[status]++;
  return counts;
}

function viewTasks(
  db: Database,
  paths: ProjectPaths,
  run: Run,
  tasks: readonly Task[],
  waits: ReadonlyMap<string, string>,
): TaskView[] {
  const claimants = Map.groupBy(listClaimants(db, run.id), ({ taskId }) => taskId);
  const gates = Map.groupBy(listGates(db, run.id), ({ taskId }) => taskId);
  const merges = Map.groupBy(listMerges(db, run.id), ({ taskId }) => taskId);
  const used = usageOfTasks(
    db,
    tasks.map(({ id }) => id),
  );
  return tasks.map((task) => {
    const sessions = claimants.get(task.id) ?? [];
    const latest = sessions.at(-1);
    const gate = gates
      .get(task.id)
      ?.findLast(({ sessionId, passed }) => sessionId === latest?.sessionId && passed !== true);
    const merge = merges.get(task.id)?.at(-1);
    return {
      key: task.key,
      title: task.title,
      status: task.status,
      stopCode: task.stopCode,
      stopReason: task.stopReason,
      role: task.spec.role,
      summary: task.summary,
      waitsFor: waits.get(task.id) ?? null,
      dependsOn: task.dependsOn,
      sessions: sessions.map(({ sessionKey }) => sessionKey),
      gate: gate && latest ? viewGate(paths, latest.sessionKey, gate) : null,
      merge: merge
        ? {
            state: merge.state,
            commit: merge.mergeCommit,
            conflictFiles: merge.conflictFiles,
            reason: merge.reason,
          }
        : null,
      retryAt: isoOrNull(task.retryAt),
      command: task.spec.command,
      usage: viewUsage(used.get(task.id)),
    };
  });
}

const viewGate = (paths: ProjectPaths, sessionKey: string, { command, passed, position }: GateRun) => ({
  command,
  passed,
  log: gateLog(paths, sessionKey, position),
});
