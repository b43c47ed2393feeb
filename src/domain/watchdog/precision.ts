import type { WatchLogEntry } from "./log-entry.ts";
import { type LadderStep, STEPS } from "./policy.ts";
import { lastMovement, RULES, type Rule } from "./verdict.ts";

/** How right the steps of one rule were. */
export interface RulePrecision {
  rule: Rule;
  /** Steps by name, whether they were taken or only recorded. */
  steps: Record<LadderStep, number>;
  /** Terminations that were carried out, and those that were only recorded. */
  terminated: number;
  shadowTerminated: number;
  /** Steps of any kind that a person has marked. */
  markedWrong: number;
  /** Recorded terminations whose session moved again, or succeeded. */
  provenWrong: number;
  /** Terminations that are marked or proven wrong. */
  falseKills: number;
  /** Right ones of all terminations; null when there are too few to tell. */
  percent: number | null;
}

/** Fewer terminations say nothing of the next. */
export const ENOUGH = 10;

/** Rules that took no step are left out. @param entries in order */
export function precisionOf(entries: readonly WatchLogEntry[]): RulePrecision[] {
  const bySession = Map.groupBy(entries, ({ sessionId }) => sessionId);
  const steps = entries.filter(({ kind }) => kind === "step");
  const proven = new Set(
    steps.filter((step) => isProvenWrong(step, bySession.get(step.sessionId) ?? [])).map(({ id }) => id),
  );
  return RULES.map((rule) =>
    ruleOf(
      rule,
      steps.filter((step) => step.rule === rule),
      proven,
    ),
  ).filter(({ steps: taken }) => STEPS.some((step) => taken[step] > 0));
}

const TERMINATE = STEPS.indexOf("terminate");

function ruleOf(rule: Rule, steps: readonly WatchLogEntry[], proven: ReadonlySet<number>): RulePrecision {
  const count = (step: LadderStep) => steps.filter(({ level }) => level === STEPS.indexOf(step)).length;
  const terminations = steps.filter(({ level }) => level === TERMINATE);
  const falseKills = terminations.filter(({ id, wrong }) => wrong || proven.has(id)).length;
  const all = terminations.length;
  return {
    rule,
    steps: {
      warn: count("warn"),
      nudge: count("nudge"),
      escalate: count("escalate"),
      terminate: count("terminate"),
    },
    terminated: terminations.filter(({ acted }) => acted).length,
    shadowTerminated: terminations.filter(({ acted }) => !acted).length,
    markedWrong: steps.filter(({ wrong }) => wrong).length,
    provenWrong: terminations.filter(({ id }) => proven.has(id)).length,
    falseKills,
    percent: all < ENOUGH ? null : Math.round((1000 * (all - falseKills)) / all) / 10,
  };
}

/** One that was carried out proves nothing: what the session would have done is not known. */
function isProvenWrong(step: WatchLogEntry, entries: readonly WatchLogEntry[]): boolean {
  if (step.level !== TERMINATE || step.acted) return false;
  const before = lastMovement(step.detail.evidence);
  const later = entries.filter(({ id }) => id > step.id);
  return later.some(({ detail }) => {
    const { evidence, ending } = detail;
    return ending?.outcome === "success" || lastMovement(evidence) > before;
  });
}
