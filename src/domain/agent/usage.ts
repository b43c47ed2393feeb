/** What one answer of a model cost. Tokens that were read from a cache are not among `inputTokens`. */
export interface UsageSample {
  /** Names the answer: what was counted under it before is replaced, not added to. Null for one that is told once. */
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
