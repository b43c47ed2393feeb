import type { CompletionCheck } from "../completion.ts";
import { type Finding, judge } from "./judge.ts";
import type { CompletionPolicy } from "./policy.ts";
import { findSummary, lengthOf } from "./summary.ts";
import { findUpdates } from "./updates.ts";

export interface SessionFacts {
  key: string;
  summary: string | null;
  /** Logged in the whole session. */
  updates: number;
  /** The task that it holds, as people name it. */
  heldTask: string | null;
}

export function checkSession(
  { key, summary, updates, heldTask }: SessionFacts,
  policy: CompletionPolicy,
): CompletionCheck {
  const findings = [
    findSummary(summary, policy, `overstory session end ${key}`),
    findUpdates(updates, policy),
    findHeldTask(key, heldTask),
  ];
  return judge(findings, policy, { summaryLength: lengthOf(summary), updates, heldTask });
}

function findHeldTask(key: string, task: string | null): Finding {
  const asked = { type: "held_task", field: null, how: null } as const;
  if (task === null) return { ...asked, state: "met", message: "no task is held" };
  return {
    type: "held_task",
    state: "lacking",
    message: `${key} holds ${task}`,
    field: "--release, --complete or --handoff",
    how: `overstory session end ${key} --release | --complete | --handoff SESSION`,
  };
}
