import type { Usage } from "./agent/usage.ts";
import type { Run } from "./run.ts";

/** What counts against a budget of tokens: all but those that were read from a cache. */
export const tokensOf = ({ inputTokens, outputTokens, cacheWriteTokens }: Usage): number =>
  inputTokens + outputTokens + cacheWriteTokens;

/** What a run's sessions have used together. A cost that no agent has told is null. */
export interface Spent {
  tokens: number;
  costUsd: number | null;
}

export interface BudgetVerdict {
  /** near: at `warnAt` of it or past that; over: all of it. */
  level: "near" | "over";
  /** One sentence. */
  reason: string;
}

/**
 * How far a run's budget is used up; null while there is enough left, or it has none. The further of the two counts.
 *
 * @param warnAt part of a budget, up to 1
 */
export function judgeBudget(
  { tokens, costUsd }: Spent,
  { budgetUsd, budgetTokens }: Pick<Run, "budgetUsd" | "budgetTokens">,
  warnAt: number,
): BudgetVerdict | null {
  const parts = [
    budgetUsd === null || costUsd === null
      ? null
      : { part: costUsd / budgetUsd, words: inUsd(costUsd, budgetUsd) },
    budgetTokens === null ? null : { part: tokens / budgetTokens, words: inTokens(tokens, budgetTokens) },
  ].filter((one) => one !== null);
  const worst = parts.toSorted((a, b) => b.part - a.part)[0];
  if (worst === undefined || worst.part < warnAt) return null;
  if (worst.part < 1) return { level: "near", reason: `${worst.words} of its budget are used` };
  return { level: "over", reason: `its budget is used up: ${worst.words}` };
}

const inUsd = (spent: number, budget: number): string => `$${spent.toFixed(2)} of $${budget.toFixed(2)}`;

const inTokens = (spent: number, budget: number): string =>
  `${spent.toLocaleString("en")} of ${budget.toLocaleString("en")} tokens`;

/** Two sessions that write to each other. */
export interface Correspondence {
  /** Keys. */
  pair: readonly [string, string];
  mails: number;
}

/** Tasks of one title that one session has made. */
export interface Repetition {
  maker: string;
  title: string;
  made: number;
}

/** Tasks of one title by one session within the window that count as a loop, whatever became of them. */
export const MOST_ALIKE = 6;
/** In which mails and tasks of one title are counted. */
export const LOOP_WINDOW_MS = 10 * 60_000;

/** Why a run seems to go round in a circle; null when it does not. */
export function findLoop(
  mails: readonly Correspondence[],
  tasks: readonly Repetition[],
  maxMailsBetween: number,
): string | null {
  const talk = mails.find((one) => one.mails > maxMailsBetween);
  if (talk)
    return `${talk.pair.join(" and ")} sent each other ${talk.mails} mails within ten minutes (team.maxMailsBetween is ${maxMailsBetween})`;
  const again = tasks.find(({ made }) => made >= MOST_ALIKE);
  return again ? `${again.maker} made ${again.made} tasks called "${again.title}" within ten minutes` : null;
}
