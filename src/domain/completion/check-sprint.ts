import type { CompletionCheck } from "../completion.ts";
import { judge } from "./judge.ts";
import { findOpen, type OpenTask } from "./open-tasks.ts";
import type { CompletionPolicy } from "./policy.ts";
import { findSummary, lengthOf } from "./summary.ts";

export interface SprintFacts {
  key: string;
  summary: string | null;
  tasks: { count: number; open: readonly OpenTask[] };
}

export function checkSprint({ key, summary, tasks }: SprintFacts, policy: CompletionPolicy): CompletionCheck {
  const findings = [
    findSummary(summary, policy, `overstory sprint complete ${key}`),
    findOpen("tasks", "task", tasks.count, tasks.open),
  ];
  return judge(findings, policy, {
    summaryLength: lengthOf(summary),
    tasks: tasks.count,
    openTasks: tasks.open.length,
  });
}
