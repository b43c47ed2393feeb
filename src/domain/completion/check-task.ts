import type { CompletionCheck } from "../completion.ts";
import { findEstimate } from "./estimate.ts";
import { findGates, type GateFacts } from "./gates.ts";
import { judge } from "./judge.ts";
import { findOpen, type OpenTask } from "./open-tasks.ts";
import type { CompletionPolicy } from "./policy.ts";
import { findSummary, lengthOf } from "./summary.ts";
import { findUpdates } from "./updates.ts";
import { findCleanTree, findCommits, type WorkTreeFacts } from "./work-tree.ts";

export interface TaskFacts {
  /** As people name it in commands. */
  task: string;
  summary: string | null;
  /** Logged by its session on it and its subtasks. */
  updates: number;
  /** All below it. */
  subtasks: { count: number; open: readonly OpenTask[] };
  gates: GateFacts;
  tree: WorkTreeFacts;
  spentMs: number;
  estimateMs: number | null;
}

export function checkTask(facts: TaskFacts, policy: CompletionPolicy): CompletionCheck {
  const { task, summary, updates, subtasks, gates, tree, spentMs, estimateMs } = facts;
  const findings = [
    findSummary(summary, policy, `overstory task complete ${task}`),
    findUpdates(updates, policy),
    findOpen("subtasks", "subtask", subtasks.count, subtasks.open),
    findGates(gates, task),
    findCommits(tree),
    findCleanTree(tree),
    findEstimate(spentMs, estimateMs),
  ];
  return judge(findings, policy, {
    summaryLength: lengthOf(summary),
    updates,
    subtasks: subtasks.count,
    openSubtasks: subtasks.open.length,
    gates: gates.by === "session" ? gates.gates.length : gates.commands.length,
    commits: tree.isKnown ? tree.commits : null,
    dirtyFiles: tree.isKnown ? tree.dirty.length : null,
    head: tree.isKnown ? tree.head : null,
    spentMs,
    estimateMs,
  });
}
