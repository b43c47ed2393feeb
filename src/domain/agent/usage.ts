/** What one answer of a model cost. Tokens that were read from a cache are not among `inputTokens`. */
export interface UsageSample {
  /**
   * Names the answer, or a running total, within its conversation: what was counted under it before is replaced, not added to.
   * Null for one that is told once.
   */
  id: string | null;
  model: string;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  /** US dollars, in the CLI's own words; null when it does not say. */
  costUsd: number | null;
}

/** All that was used under one model, or under several. */
export type Usage = Omit<UsageSample, "id" | "model">;

const NO_USAGE: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  costUsd: null,
};

/** Costs that are not known count as nothing; the sum's is null only when none is known. */
export const sumUsage = (all: readonly Usage[]): Usage =>
  all.reduce(
    (sum, one) => ({
      inputTokens: sum.inputTokens + one.inputTokens,
      outputTokens: sum.outputTokens + one.outputTokens,
      cacheReadTokens: sum.cacheReadTokens + one.cacheReadTokens,
      cacheWriteTokens: sum.cacheWriteTokens + one.cacheWriteTokens,
      costUsd: addCosts(sum.costUsd, one.costUsd),
    }),
    NO_USAGE,
  );

const addCosts = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : a + b;
