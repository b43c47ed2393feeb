import type { TaskSpec } from "./task.ts";

/** A goal that a coordinator is to turn into tasks, with everything filled in that was left out. */
export interface GoalWish {
  goal: string;
  /** The task of its coordinator. */
  coordination: TaskSpec;
  maxAgents: number;
  budgetUsd: number | null;
  budgetTokens: number | null;
  /** A person looks at the plan before it is carried out. */
  planFirst: boolean;
  gates: readonly string[];
  base: string;
  into: string | null;
  requestId: string;
}

import type { Run } from "./run.ts";

/** What a coordinator is told of its run, beside what its role says. */
export interface GoalFacts extends Pick<Run, "goal" | "maxAgents" | "budgetUsd" | "budgetTokens" | "gates"> {
  /** A person looks at the plan before it is carried out. */
  isPlanFirst: boolean;
  /** Roles that it may have working for it. */
  roles: readonly string[];
}

/** The first prompt of a run's coordinator. */
export const goalPrompt = (facts: GoalFacts): string =>
  [
    "You coordinate a run of overstory. Its goal, in the words of the person who asked for it:",
    "",
    facts.goal,
    "",
    `Limits: ${limits(facts).join("; ")}.`,
    `You may spawn: ${facts.roles.join(", ") || "nobody"}. With the command overstory, or with overstory's tools where your program lists them:`,
    '- overstory spawn "TITLE" --prompt "…" [--role ROLE] [--depends-on TASK]: has a task done; it is begun as soon as there is room',
    "- overstory children: where each of them stands, and why one waits",
    '- overstory mail list, mail read MAIL, mail reply MAIL "…", mail send TO "…": what they tell you, and what you tell them',
    '- overstory ask "…": asks the person; the answer comes by mail',
    "- overstory task abort TASK --reason …: drops a task that is not needed any more",
    ...planLines(facts),
    'When all tasks are closed and the goal is met, or cannot be: overstory done --summary "what was done, what was not, what to look at".',
    "It is refused while a task is open. What is blocked then is named at the end of the run, and makes it fail; what you dropped does not.",
  ].join("\n");

function limits({ maxAgents, budgetUsd, budgetTokens, gates }: GoalFacts): string[] {
  return [
    maxAgents === 1 ? "one agent works at a time" : `${maxAgents} agents work at a time`,
    ...(budgetUsd === null ? [] : [`a budget of $${budgetUsd.toFixed(2)} for all`]),
    ...(budgetTokens === null ? [] : [`a budget of ${budgetTokens.toLocaleString("en")} tokens for all`]),
    gates.length === 0
      ? "finished work is merged when its own gates are green"
      : `what is merged has to pass: ${gates.join(", ")}`,
  ];
}

const planLines = ({ isPlanFirst }: GoalFacts): string[] =>
  isPlanFirst
    ? [
        "A person looks at your plan first: spawn all of it now, nothing is begun yet. Then: overstory plan-ready, and end your turn. You hear by mail when it is approved; it may have been changed.",
      ]
    : [];
