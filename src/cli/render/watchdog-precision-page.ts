import type { PrecisionView } from "../../api/contract/watchdog.ts";
import type { Screen } from "../terminal.ts";

/** How right each rule was that took a step: its precision, the steps it took, and how many terminations were wrong. */
export const precisionPage = ({ rules, enough }: PrecisionView, screen: Screen): string[] =>
  rules.flatMap((rule) => ruleLines(rule, enough, screen));

function ruleLines(
  { rule, percent, steps, terminated, shadowTerminated, markedWrong, provenWrong, falseKills }: RulePrecision,
  enough: number,
  { paint }: Screen,
): string[] {
  const precision = percent === null ? `fewer than ${enough} terminations: too few to tell` : `${percent} %`;
  const recorded = shadowTerminated === 0 ? "" : `, ${shadowTerminated} recorded only`;
  return [
    `${paint.bold(rule)}  precision ${precision}`,
    `  ${paint.dim("steps")}       ${steps.warn} warn, ${steps.nudge} nudge, ${steps.escalate} escalate, ${steps.terminate} terminate`,
    `  ${paint.dim("terminated")}  ${terminated}${recorded}`,
    `  ${paint.dim("wrong")}       ${falseKills}: ${markedWrong} marked by a person, ${provenWrong} proven by what came after`,
  ];
}

type RulePrecision = PrecisionView["rules"][number];
