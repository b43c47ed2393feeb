import type { Condition } from "../alert.ts";
import type { Run } from "../run.ts";

/** An active run that needs a person, whatever becomes of its tasks. */
export type RunInNeed = Pick<Run, "key" | "goal" | "plan" | "heldBy" | "heldReason"> & {
  /** What was told of its present budget, once that is nearly used up. */
  warning: string | null;
};

/** Its plan to look at, what holds it, and a budget that is nearly used up. */
export function runInNeedConditions(run: RunInNeed): Condition[] {
  const { key, goal, plan, heldBy, heldReason, warning } = run;
  return [
    ...(plan === "proposed"
      ? [
          {
            cause: `plan_ready:${key}`,
            kind: "plan_ready" as const,
            severity: "warning" as const,
            subject: key,
            message: `the plan is ready: ${goal}`,
            hint: `overstory run show ${key}, then: overstory run approve ${key}`,
          },
        ]
      : []),
    ...(heldBy === null || heldBy === "operator" // whoever holds it knows
      ? []
      : [
          {
            cause: `run_held:${key}`,
            kind: "run_held" as const,
            severity: "critical" as const,
            subject: key,
            message: `no session is begun: ${heldReason ?? heldBy}`,
            hint: `overstory run resume ${key}${heldBy === "budget" ? " --budget-usd N (or --budget-tokens N)" : ""}`,
          },
        ]),
    ...(heldBy === "budget" || warning === null
      ? []
      : [
          {
            cause: `budget_near:${key}`,
            kind: "budget_near" as const,
            severity: "warning" as const,
            subject: key,
            message: warning,
            hint: `overstory run show ${key}; a larger one: overstory run resume ${key} --budget-usd N`,
          },
        ]),
  ];
}
