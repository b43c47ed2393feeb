import type { Database } from "bun:sqlite";
import type { Condition } from "../../domain/alert.ts";
import {
  deadSinkCondition,
  limitCondition,
  loginCondition,
} from "../../domain/alerting/channel-conditions.ts";
import { runInNeedConditions } from "../../domain/alerting/held-run-conditions.ts";
import { mailQuestionCondition } from "../../domain/alerting/mail-conditions.ts";
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
import type { Session } from "../../domain/session.ts";
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
import { groupOf, listLimits } from "../../store/limits.ts";
import { listOpenQuestionsByMail } from "../../store/mail.ts";
import { listRunsInNeed } from "../../store/run-watch.ts";
import { listSinkHealth } from "../../store/sinks.ts";
import { getWatch } from "../../store/watches.ts";

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
  const logins = new Map(sessions.filter((one) => lacksLogin(db, one)).map((one) => [one.id, one]));
  const limits = listLimits(db);
  // What is on record for the group tells more exactly what it met first.
  const walls = new Map([
    ...[...logins.values()].map((one) => [groupOf(one), one.attentionReason] as const),
    ...limits.filter(({ kind }) => kind === "auth").map(({ group, cause }) => [group, cause] as const),
  ]);
  const withLog = (row: StoppedTaskRow) => addLog(paths, row);
  const conditions = [
    ...questions.map(approvalCondition),
    ...sessions.filter(({ key, id }) => !asking.has(key) && !logins.has(id)).map(waitingCondition),
    ...listOpenQuestionsByMail(db).map(mailQuestionCondition),
    ...sessions.map((session) => stalledCondition(session, localTime)),
    ...lost.map(lostCondition),
    ...listStoppedTasks(db).map((row) => stoppedCondition(withLog(row))),
    ...listHeldMerges(db).map((merge) => heldMergeCondition(merge, merge.reason)),
    ...listRunsInNeed(db).flatMap(runInNeedConditions),
    ...runs.map((run) => endedRunCondition(run, listStoppedTasksOf(db, run.id).map(withLog))),
    ...limits.filter(({ kind }) => kind === "limited").map((limit) => limitCondition(limit, localTime)),
    ...[...walls].map(([group, reason]) => loginCondition(group, reason)),
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

/** Its program says so, and not the agent by itself, which may mean a login of any kind. */
const lacksLogin = (db: Database, { id, attention }: Session): boolean =>
  attention === "auth" && getWatch(db, id)?.evidence.declared?.by !== "agent";

const addLog = (paths: ProjectPaths, { redGate, ...task }: StoppedTaskRow): StoppedTask => ({
  ...task,
  gateLog: redGate === null || task.session === null ? null : gateLog(paths, task.session, redGate),
});
