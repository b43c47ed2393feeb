import type { Plan } from "../domain/plan.ts";
import type { Run } from "../domain/run.ts";
import { usageError } from "../errors.ts";
import { createBranch, requireBranchName, requireNotCheckedOut } from "../git/branches.ts";
import { requireBase } from "../git/repository.ts";
import { nextKey } from "../store/counters.ts";
import { findRunByRequest, insertRun } from "../store/runs.ts";
import { insertTasks } from "../store/tasks.ts";
import { isInstalled } from "./runtime-checks.ts";
import type { World } from "./world.ts";

export interface RunWish {
  plan: Plan;
  /** Revision to start from. */
  base: string;
  /** Made by the client: the same request again, also at the same time, answers with the same run. */
  requestId: string;
}

/** Starts runs, each request once. */
export function createRunStarter(world: World): (wish: RunWish) => Promise<Run> {
  const underway = new Map<string, Promise<Run>>();
  return async (wish) => {
    const { requestId } = wish;
    const known = findRunByRequest(world.store.db, requestId) ?? underway.get(requestId);
    if (known) return known;
    const starting = startRun(world, wish).finally(() => underway.delete(requestId));
    underway.set(requestId, starting);
    return starting;
  };
}

/**
 * Records a run with its tasks and makes its integration branch; the coordinator then finds it. Everything that can be
 * refused is refused before anything is written.
 */
async function startRun(world: World, { plan, base, requestId }: RunWish): Promise<Run> {
  const { git, store } = world;
  refuseUnfitTasks(world, plan);
  const baseCommit = await requireBase(git, base);
  if (plan.into !== null) {
    await requireBranchName(git, plan.into);
    await requireNotCheckedOut(git, plan.into);
  }
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

function refuseUnfitTasks({ runtimes, settings }: World, { tasks }: Plan): void {
  for (const [index, { spec }] of tasks.entries()) {
    const runtime = runtimes.require(spec.runtime, `tasks[${index}].runtime`);
    const problem = runtime.refuses(spec);
    if (problem) throw usageError(`tasks[${index}]: ${problem}`);
    if (runtime.installation && !isInstalled(settings, runtime.name))
      throw usageError(
        `tasks[${index}]: the program of the runtime ${runtime.name} is not in the daemon's PATH`,
        "install it, or name it in the configuration (runtimes); installed meanwhile? overstory daemon restart",
      );
  }
}

/** A key whose branch exists already, left by an earlier database of the project, is passed over. */
async function makeIntegrationBranch(
  { git, store }: World,
  baseCommit: string,
): Promise<{ key: string; branch: string }> {
  for (;;) {
    const key = await store.write((tx) => nextKey(tx, "RUN"));
    const branch = `overstory/${key.toLowerCase()}`;
    if (await createBranch(git, branch, baseCommit)) return { key, branch };
  }
}
