import type { GoalRequest, ResumeRequest } from "../api/contract/goal.ts";
import type { RunServices } from "../api/team-services.ts";
import { restartPolicy } from "../config/restart.ts";
import { roleOf } from "../config/role-of.ts";
import type { Settings } from "../config.ts";
import { oneLine } from "../domain/agent/one-line.ts";
import { type GoalWish, goalPrompt } from "../domain/goal.ts";
import type { Role } from "../domain/role.ts";
import type { Run } from "../domain/run.ts";
import type { Session } from "../domain/session.ts";
import type { TaskSpec } from "../domain/task.ts";
import { OverstoryError } from "../errors.ts";
import { type RunNews, tellCoordinator } from "../store/coordinator-mail.ts";
import { approvePlan, proposePlan } from "../store/run-changes.ts";
import { holdAndTell } from "../store/run-holds.ts";
import { requireRun } from "../store/runs.ts";
import { findCoordinator } from "../store/spawned-tasks.ts";
import type { Store, Transaction } from "../store/store.ts";
import { listWork } from "../store/tasks.ts";
import { resumeRun } from "./resume-run.ts";
import { refuseIdleCommand, runtimeOfCommand } from "./runtime-of-command.ts";

export interface RunPorts {
  settings: Pick<Settings, "roles" | "runtime" | "restart" | "maxAgents" | "merge">;
  /** Checks, records and starts it; each request once. */
  startGoal(wish: GoalWish): Promise<Run>;
  /** Whether the branch is there. */
  hasBranch(name: string): Promise<boolean>;
  /** How far its budget is used up, in words; null while there is something left. */
  whyExhausted(run: Run): string | null;
}

/** Runs with a coordinator, and what a person may do with any run. */
export class TeamRuns implements RunServices {
  readonly #store: Store;
  readonly #ports: RunPorts;

  constructor(store: Store, ports: RunPorts) {
    this.#store = store;
    this.#ports = ports;
  }

  start(request: GoalRequest): Promise<Run> {
    const { settings, startGoal } = this.#ports;
    const { goal, planFirst = false, base = "HEAD", into = null, requestId } = request;
    const limits = {
      maxAgents: request.maxAgents ?? settings.maxAgents,
      budgetUsd: request.budgetUsd ?? null,
      budgetTokens: request.budgetTokens ?? null,
      gates: request.gates ?? settings.merge.gates ?? [],
    };
    const role = roleOf(settings, "coordinator");
    const prompt = goalPrompt({ ...limits, goal, isPlanFirst: planFirst, roles: role.maySpawn?.roles ?? [] });
    const coordination = this.#coordination(role, request, prompt);
    refuseIdleCommand(coordination.runtime, coordination.command);
    return startGoal({ ...limits, goal, coordination, planFirst, base, into, requestId });
  }

  resume(run: Run, request: ResumeRequest): Promise<Run> {
    return resumeRun(this.#store, this.#ports, run, request);
  }

  hold({ id }: Run, reason: string | null): Promise<Run> {
    return this.#store.write((tx) => {
      const { key, status, heldReason, cancelRequestedAt } = requireRun(tx.db, id);
      if (status !== "active") throw new OverstoryError("conflict", `${key} has ended: it is ${status}`);
      if (cancelRequestedAt !== null) throw new OverstoryError("conflict", `${key} is being cancelled`);
      if (!holdAndTell(tx, id, { by: "operator", reason: reason ?? "by a person" }))
        throw new OverstoryError("conflict", `${key} is held already: ${heldReason}`, {
          hint: `to lift it: overstory run resume ${key}`,
        });
      return requireRun(tx.db, id);
    });
  }

  approve({ id }: Run): Promise<Run> {
    return this.#store.write((tx) => {
      if (approvePlan(tx, id)) tellCoordinator(tx, id, approvedNews(tx, id));
      return requireRun(tx.db, id);
    });
  }

  proposePlan(coordinator: Session): Promise<Run> {
    return this.#store.write((tx) => {
      const { runId, key } = coordinator;
      if (runId === null || findCoordinator(tx.db, runId)?.id !== coordinator.id)
        throw new OverstoryError("forbidden", `${key} coordinates no run: a plan is its coordinator's`);
      if (listWork(tx.db, runId).length === 0)
        throw new OverstoryError("conflict", "the plan is empty: no task was spawned", {
          hint: 'overstory spawn "TITLE" --prompt "…"',
        });
      proposePlan(tx, runId);
      return requireRun(tx.db, runId);
    });
  }

  #coordination(role: Role, request: GoalRequest, prompt: string): TaskSpec {
    const { settings } = this.#ports;
    return {
      prompt,
      command: request.command ?? null,
      runtime: request.runtime ?? runtimeOfCommand(request.command) ?? role.runtime ?? settings.runtime,
      role: role.name,
      gates: [],
      timeoutMs: null,
      restart: role.restart ?? restartPolicy(undefined, settings.restart),
      autoCommit: false,
      isCoordination: true,
      ...(role.mayWrite === null ? {} : { mayWrite: role.mayWrite }),
    };
  }
}

function approvedNews(tx: Transaction, runId: string): RunNews {
  const tasks = listWork(tx.db, runId);
  return {
    type: "approval",
    priority: "normal",
    subject: "your plan is approved",
    body: [
      "It is carried out as it is now; a person may have changed it:",
      ...tasks.map(
        ({ key, title, status }) =>
          `- ${key} ${oneLine(title, 200)}${status === "todo" ? "" : ` (${status})`}`,
      ),
    ].join("\n"),
    key: `plan approved ${runId}`,
  };
}
