import { oneLine } from "../domain/agent/one-line.ts";
import type { Run } from "../domain/run.ts";
import { tellCoordinator } from "../store/coordinator-mail.ts";
import { warnOfBudget } from "../store/run-changes.ts";
import { getRun } from "../store/runs.ts";
import type { Transaction } from "../store/store.ts";
import { listWork } from "../store/tasks.ts";

export function warnAndTell(tx: Transaction, { id }: Run, reason: string): void {
  const run = getRun(tx.db, id);
  if (run?.status !== "active") return;
  warnOfBudget(tx, run, reason);
  tellCoordinator(tx, id, {
    type: "status",
    priority: "normal",
    subject: `${run.key}: ${reason}`,
    body: "At its end no further session is begun. Finish what matters most, and begin nothing that does not.",
    key: null,
  });
}

/** Names the state of the run's tasks in which all are closed: with another task, or one taken up again, it is another. */
export const closureKey = (
  run: Pick<Run, "id">,
  closed: readonly { key: string; updatedAt: number }[],
): string => `closed ${run.id} ${closed.length} ${Math.max(0, ...closed.map(({ updatedAt }) => updatedAt))}`;

/** Of a stopped task in a list. */
const LINE_LENGTH = 400;

/** Its coordinator may sleep: there is nothing left to wait for. */
export function tellClosed(tx: Transaction, run: Run): void {
  const tasks = listWork(tx.db, run.id);
  const stopped = tasks.filter(({ status }) => status !== "complete");
  const named = stopped.map(({ key, title, stopReason }) =>
    oneLine(`${key} (${title}): ${stopReason ?? "stopped"}`, LINE_LENGTH),
  );
  tellCoordinator(tx, run.id, {
    type: "status",
    priority: "normal",
    subject: `all ${tasks.length} tasks of ${run.key} are closed`,
    body: [
      `${tasks.length - stopped.length} of ${tasks.length} are complete.`,
      ...(named.length > 0 ? ["Stopped:", ...named.map((line) => `- ${line}`)] : []),
      'If the goal is met, or cannot be: overstory done --summary "…". If not, spawn what is missing.',
    ].join("\n"),
    key: closureKey(run, tasks),
  });
}
