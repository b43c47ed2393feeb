import type { Database } from "bun:sqlite";
import type { Condition } from "../../domain/alert.ts";
import { deadSinkCondition, limitCondition } from "../../domain/alerting/channel-conditions.ts";
import { isDead } from "../../domain/alerting/retry.ts";
import {
  endedRunCondition,
  heldMergeCondition,
  RUN_NEWS_MS,
  type StoppedTask,
  stoppedCondition,
} from "../../domain/alerting/run-conditions.ts";
import {
  approvalCondition,
  LOST_FOR_MS,
  lostCondition,
  stalledCondition,
  waitingCondition,
} from "../../domain/alerting/session-conditions.ts";
import { localTime } from "../../local-time.ts";
import { gateLog, type ProjectPaths } from "../../paths.ts";
import {
  listHeldMerges,
  listLostSessions,
  listRunsEndedSince,
  listSessionsInNeed,
  listStoppedTasks,
  listStoppedTasksOf,
  type StoppedTaskRow,
} from "../../store/alert-facts.ts";
import { listOpenQuestions } from "../../store/approvals.ts";
import { listLimits } from "../../store/limits.ts";
import { listSinkHealth } from "../../store/sinks.ts";

/**
 * What is the case, from the database alone: whatever was missed, the next look finds it.
 *
 * @returns also when time alone ends one of them, ms UTC; null for no need to look again
 */
export function readConditions(
  db: Database,
  paths: ProjectPaths,
  now: number,
): { conditions: Condition[]; endsAt: number | null } {
  const questions = listOpenQuestions(db);
  const asking = new Set(questions.map(({ key }) => key));
  const sessions = listSessionsInNeed(db);
  const lost = listLostSessions(db, now - LOST_FOR_MS);
  const runs = listRunsEndedSince(db, now - RUN_NEWS_MS);
  const withLog = (row: StoppedTaskRow) => addLog(paths, row);
  const conditions = [
    ...questions.map(approvalCondition),
    ...sessions.filter(({ key }) => !asking.has(key)).map(waitingCondition),
    ...sessions.map((session) => stalledCondition(session, localTime)),
    ...lost.map(lostCondition),
    ...listStoppedTasks(db).map((row) => stoppedCondition(withLog(row))),
    ...listHeldMerges(db).map((merge) => heldMergeCondition(merge, merge.reason)),
    ...runs.map((run) => endedRunCondition(run, listStoppedTasksOf(db, run.id).map(withLog))),
    ...listLimits(db).map((limit) => limitCondition(limit, localTime)),
    ...listSinkHealth(db)
      .filter(isDead)
      .map(({ name, answer }) => deadSinkCondition(name, answer)),
  ].filter((condition) => condition !== null);
  const ends = [
    ...lost.map(({ endedAt }) => endedAt + LOST_FOR_MS),
    ...runs.map(({ endedAt }) => endedAt + RUN_NEWS_MS),
  ];
  return { conditions, endsAt: ends.length > 0 ? Math.min(...ends) + 1 : null };
}

const addLog = (paths: ProjectPaths, { redGate, ...task }: StoppedTaskRow): StoppedTask => ({
  ...task,
  gateLog: redGate === null || task.session === null ? null : gateLog(paths, task.session, redGate),
});
