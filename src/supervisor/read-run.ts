import type { Database } from "bun:sqlite";
import { roleOf } from "../config/role-of.ts";
import type { Settings } from "../config.ts";
import { type BudgetVerdict, findLoop, judgeBudget, LOOP_WINDOW_MS, tokensOf } from "../domain/budget.ts";
import { whyHostIsFull } from "../domain/host.ts";
import type { Run } from "../domain/run.ts";
import { isOpen, isSpawned, type Session } from "../domain/session.ts";
import { nextSteps, type RunFacts } from "../domain/steps.ts";
import type { Task } from "../domain/task.ts";
import { readHostLoad } from "../process/host-load.ts";
import { listClaimants } from "../store/claims.ts";
import { listGates } from "../store/gates.ts";
import { groupOf } from "../store/limits.ts";
import { listMerges } from "../store/merges.ts";
import { listCorrespondences, listRepetitions, releasedAt, wasSent, wasWarned } from "../store/run-watch.ts";
import { listSessionsOfRun } from "../store/sessions.ts";
import { countChildren, listMakers } from "../store/spawned-tasks.ts";
import { listTasks } from "../store/tasks.ts";
import { usageOfRuns } from "../store/usage.ts";
import { readHolds } from "./limits.ts";
import { closureKey } from "./run-news.ts";
import type { World } from "./world.ts";

/**
 * Reads what a run's next steps are decided from.
 *
 * @param jitter see `holdOf`
 */
export function readRun(
  { store: { db }, settings, clock }: Pick<World, "store" | "settings" | "clock">,
  run: Run,
  jitter: number,
): RunFacts {
  const tasks = listTasks(db, run.id);
  const budget = readBudget(db, settings.team.warnAt, run);
  const isCoordinated = tasks.some(({ spec }) => spec.isCoordination);

  const sessions = new Map(listSessionsOfRun(db, run.id).map((session) => [session.id, session]));
  const latestOf = new Map(
    listClaimants(db, run.id).map(({ taskId, sessionId }) => [taskId, sessions.get(sessionId)]),
  );
  const gates = Map.groupBy(listGates(db, run.id), ({ sessionId }) => sessionId);
  const merges = new Map(listMerges(db, run.id).map((merge) => [merge.sessionId, merge]));
  return {
    run,
    holds: readHolds(db, jitter),
    childrenLeft: readChildrenLeft(db, settings, run),
    hostFull: whyHostIsFull(readHostLoad(), settings.host),
    openSessions: [...sessions.values()].filter(isOwn),
    budget,
    isWarned: budget !== null && wasWarned(db, run),
    loop: readLoop(db, settings, run, clock()),
    isClosureTold: isCoordinated && isClosureTold(db, run, tasks),
    tasks: tasks.map((task) => {
      const latest = latestOf.get(task.id) ?? null;
      const holds = latest !== null && isOpen(latest.state) && latest.currentTaskId === task.id;
      return {
        task,
        group: groupOf(latest ?? { limitGroup: null, runtime: task.spec.runtime }),
        holder: holds ? latest : null,
        latest,
        gates: latest ? (gates.get(latest.id) ?? []) : [],
        merge: latest ? (merges.get(latest.id) ?? null) : null,
      };
    }),
  };
}

/** Why tasks of an active run that could be begun are not, by id. */
export const readWaits = (
  world: Pick<World, "store" | "settings" | "clock" | "observed">,
  run: Run,
): ReadonlyMap<string, string> =>
  nextSteps(readRun(world, run, 0), { wall: world.clock(), observed: world.observed.now() }).waits;

/** Begun for it, so that it ends with its work; a person's own agent is theirs to end. */
const isOwn = (session: Session): boolean =>
  isOpen(session.state) && isSpawned(session) && session.adoptedAt === null;

/** Why a run's budget allows nothing more; null while there is something left, or it has none. */
export function whyExhausted(db: Database, run: Run): string | null {
  const verdict = readBudget(db, 1, run);
  return verdict?.level === "over" ? verdict.reason : null;
}

function readBudget(db: Database, warnAt: number, run: Run): BudgetVerdict | null {
  if (run.budgetUsd === null && run.budgetTokens === null) return null;
  const used = usageOfRuns(db, [run.id]).get(run.id)?.total;
  return used ? judgeBudget({ tokens: tokensOf(used), costUsd: used.costUsd }, run, warnAt) : null;
}

/** Since a person lifted the last hold it may go round again before that counts. */
function readLoop(db: Database, { team }: Pick<Settings, "team">, { id }: Run, now: number): string | null {
  const since = Math.max(now - LOOP_WINDOW_MS, releasedAt(db, id));
  return findLoop(listCorrespondences(db, id, since), listRepetitions(db, id, since), team.maxMailsBetween);
}

function isClosureTold(db: Database, run: Run, tasks: readonly Task[]): boolean {
  const others = tasks.filter(({ spec }) => !spec.isCoordination);
  return wasSent(db, closureKey(run, others));
}

/** A role says how many sessions may work at a time for one of it. */
function readChildrenLeft(db: Database, settings: Settings, { id }: Run): Map<string, number> {
  const working = countChildren(db, id);
  return new Map(
    listMakers(db, id).map((maker) => {
      const most = roleOf(settings, maker.role).maySpawn?.most ?? 0;
      return [maker.id, most - (working.get(maker.id) ?? 0)];
    }),
  );
}
