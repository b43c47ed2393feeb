import { BUILT_IN_RUNTIMES } from "../domain/agent/runtime-names.ts";
import type { GoalWish } from "../domain/goal.ts";
import type { Plan } from "../domain/plan.ts";
import type { Run } from "../domain/run.ts";
import type { TaskSpec } from "../domain/task.ts";
import { usageError } from "../errors.ts";
import { createBranch, requireBranchName, requireNotCheckedOut } from "../git/branches.ts";
import { requireBase } from "../git/repository.ts";
import { nextKey } from "../store/counters.ts";
import { findRunByRequest, insertRun } from "../store/runs.ts";
import { insertTasks } from "../store/tasks.ts";
import { isInstalled } from "./runtime-checks.ts";
import type { World } from "./world.ts";

/** Key of the task of a run's coordinator. */
export const COORDINATION_KEY = "coordinate";

export interface RunWish {
  plan: Plan;
  /** Revision to start from. */
  base: string;
  /** Made by the client: the same request again, also at the same time, answers with the same run. */
  requestId: string;
}

export type StartWorld = Pick<World, "store" | "git" | "runtimes" | "settings">;

/** Starts runs of plans, each request once. */
export const createRunStarter = (world: StartWorld) => onceEach<RunWish>(world, startRun);

/** Starts runs of goals, each request once. */
export const createGoalStarter = (world: StartWorld) => onceEach<GoalWish>(world, startGoal);

function onceEach<Wish extends { requestId: string }>(
  world: StartWorld,
  start: (world: StartWorld, wish: Wish) => Promise<Run>,
): (wish: Wish) => Promise<Run> {
  const underway = new Map<string, Promise<Run>>();
  return async (wish) => {
    const { requestId } = wish;
    const known = findRunByRequest(world.store.db, requestId) ?? underway.get(requestId);
    if (known) return known;
    const starting = start(world, wish).finally(() => underway.delete(requestId));
    underway.set(requestId, starting);
    return starting;
  };
}

/**
 * Records a run with its tasks and makes its integration branch; the coordinator then finds it. Everything that can be
 * refused is refused before anything is written.
 */
async function startRun(world: StartWorld, { plan, base, requestId }: RunWish): Promise<Run> {
  const { git, store } = world;
  refuseUnfitTasks(world, plan);
  const baseCommit = await requireBase(git, base);
  await requireDelivery(world, plan.into);
  const { key, branch } = await makeIntegrationBranch(world, baseCommit);
  return store.write((tx) => {
    const run = insertRun(tx, {
      key,
      goal: plan.goal,
      baseCommit,
      targetBranch: branch,
      intoBranch: plan.into,
      maxAgents: plan.maxAgents,
      requestId,
    });
    insertTasks(tx, run.id, plan.tasks);
    return run;
  });
}

/** The same for a goal: a run with one task, that of its coordinator. */
async function startGoal(world: StartWorld, wish: GoalWish): Promise<Run> {
  const { git, store } = world;
  refuseUnfit(world, wish.coordination, "its coordinator");
  const baseCommit = await requireBase(git, wish.base);
  await requireDelivery(world, wish.into);
  const { key, branch } = await makeIntegrationBranch(world, baseCommit);
  return store.write((tx) => {
    const run = insertRun(tx, {
      key,
      goal: wish.goal,
      baseCommit,
      targetBranch: branch,
      intoBranch: wish.into,
      maxAgents: wish.maxAgents,
      gates: wish.gates,
      budgetUsd: wish.budgetUsd,
      budgetTokens: wish.budgetTokens,
      plan: wish.planFirst ? "drafting" : null,
      requestId: wish.requestId,
    });
    const task = { id: COORDINATION_KEY, title: wish.goal, dependsOn: [], spec: wish.coordination };
    insertTasks(tx, run.id, [task]);
    return run;
  });
}

async function requireDelivery({ git }: StartWorld, into: string | null): Promise<void> {
  if (into === null) return;
  await requireBranchName(git, into);
  await requireNotCheckedOut(git, into);
}

function refuseUnfitTasks(world: StartWorld, { tasks }: Plan): void {
  for (const [index, { spec }] of tasks.entries())
    refuseUnfit(world, spec, `tasks[${index}]`, `tasks[${index}].runtime`);
}

/** Throws `usage` when its runtime cannot carry it out. */
function refuseUnfit(world: StartWorld, spec: TaskSpec, what: string, field = "runtime"): void {
  const problem = whyUnfit(world, spec, field);
  if (problem) throw usageError(`${what}: ${problem.message}`, problem.hint);
}

/** Why such a task cannot be carried out here; null when it can. Throws `usage` for an unknown runtime. */
export function whyUnfit(
  { runtimes, settings }: Pick<World, "runtimes" | "settings">,
  spec: TaskSpec,
  field = "runtime",
): { message: string; hint?: string } | null {
  const runtime = runtimes.require(spec.runtime, field);
  const problem = runtime.refuses(spec);
  if (problem) return { message: problem, ...(runtime.installation ? {} : { hint: agentsHere(settings) }) };
  if (!runtime.installation || isInstalled(settings, runtime.name)) return null;
  return {
    message: `the program of the runtime ${runtime.name} is not in the daemon's PATH`,
    hint: "install it, or name it in the configuration (runtimes); installed meanwhile? overstory daemon restart",
  };
}

/** What could carry it out that asks for no command. */
function agentsHere(settings: World["settings"]): string {
  const here = BUILT_IN_RUNTIMES.filter((name) => name !== "shell" && isInstalled(settings, name));
  return here.length === 0
    ? "or have an agent do it: install claude, codex, opencode, gemini or pi, and name it (--runtime claude)"
    : `or have an agent do it: ${here.map((name) => `--runtime ${name}`).join(", ")} (runtime in overstory.config.ts makes one the default)`;
}

/** A key whose branch exists already, left by an earlier database of the project, is passed over. */
async function makeIntegrationBranch(
  { git, store }: StartWorld,
  baseCommit: string,
): Promise<{ key: string; branch: string }> {
  for (;;) {
    const key = await store.write((tx) => nextKey(tx, "RUN"));
    const branch = `overstory/${key.toLowerCase()}`;
    if (await createBranch(git, branch, baseCommit)) return { key, branch };
  }
}
