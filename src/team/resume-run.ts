import type { ResumeRequest } from "../api/contract/goal.ts";
import type { Run } from "../domain/run.ts";
import type { Task } from "../domain/task.ts";
import { OverstoryError } from "../errors.ts";
import { releaseRun, reopenRun, setBudget } from "../store/run-changes.ts";
import { requireRun } from "../store/runs.ts";
import type { Store, Transaction } from "../store/store.ts";
import { listTasks, moveTask } from "../store/tasks.ts";

export interface ResumePorts {
  /** Whether the branch is there. */
  hasBranch(name: string): Promise<boolean>;
  /** Why its budget allows nothing more; null while there is something left. */
  whyExhausted(run: Run): string | null;
}

/**
 * Lifts what holds a run; one that failed is made active again, and its stopped tasks are taken up from where they were.
 * Throws `conflict` for one that can go on as it is, has ended otherwise, or would be held again at once.
 */
export async function resumeRun(
  store: Store,
  ports: ResumePorts,
  { id }: Run,
  request: ResumeRequest,
): Promise<Run> {
  const before = requireRun(store.db, id);
  if (before.status !== "active") await requireBranch(ports, before);
  return store.write((tx) => {
    const { budgetUsd = null, budgetTokens = null } = request;
    setBudget(tx, id, { usd: budgetUsd, tokens: budgetTokens });
    const run = requireRun(tx.db, id);
    const problem = ports.whyExhausted(run);
    if (problem)
      throw new OverstoryError("conflict", `${run.key} would be held again at once: ${problem}`, {
        hint: `name a larger one: overstory run resume ${run.key} --budget-usd N, or --budget-tokens N`,
      });
    const isLifted = releaseRun(tx, id);
    if (run.status !== "active") takeUpAgain(tx, run);
    else if (!isLifted && budgetUsd === null && budgetTokens === null) throw nothingToDo(run);
    return requireRun(tx.db, id);
  });
}

function takeUpAgain(tx: Transaction, run: Run): void {
  reopenRun(tx, run.id);
  const tasks = listTasks(tx.db, run.id);
  const blocked = tasks.filter(({ status }) => status === "blocked");
  for (const { id } of blocked)
    moveTask(tx, id, { status: "todo", reason: "its run was resumed by a person" });
  if (blocked.length > 0 || isUndelivered(run, tasks)) return;
  throw new OverstoryError("conflict", `${run.key} has no stopped task that could be gone on with`, {
    hint: "overstory run starts a new one",
  });
}

/** All of it is done, and only its result did not come where it was meant for: that is tried anew. */
function isUndelivered({ intoBranch }: Run, tasks: readonly Task[]): boolean {
  const mayDrop = tasks.some(({ spec }) => spec.isCoordination);
  const isDone = ({ status }: Task) => status === "complete" || (mayDrop && status === "aborted");
  return intoBranch !== null && tasks.every(isDone);
}

async function requireBranch({ hasBranch }: ResumePorts, { key, targetBranch }: Run): Promise<void> {
  if (targetBranch !== null && (await hasBranch(targetBranch))) return;
  throw new OverstoryError(
    "conflict",
    `the integration branch of ${key} is gone: ${targetBranch ?? "none"}`,
    {
      hint: "bring it back with git branch, or start a new run",
    },
  );
}

const nothingToDo = ({ key, plan }: Run): OverstoryError =>
  new OverstoryError("conflict", `${key} is active, and nothing holds it`, {
    hint:
      plan === "proposed" || plan === "drafting"
        ? `its plan waits for approval: overstory run approve ${key}`
        : `overstory run show ${key} tells what each task waits for`,
  });
