import type { UsageView } from "../../api/contract/usage.ts";

/** `1.2M tokens in (1.1M from cache), 34k out, $1.23`. Costs are the CLI's own word; without it none is named. */
export function usageWords({
  inputTokens,
  outputTokens,
  cacheReadTokens,
  costUsd,
  ...rest
}: UsageView): string {
  const read = cacheReadTokens > 0 ? ` (${tokenCount(cacheReadTokens)} from cache)` : "";
  const input = inputTokens + cacheReadTokens + rest.cacheWriteTokens;
  return [
    `${tokenCount(input)} tokens in${read}`,
    `${tokenCount(outputTokens)} out`,
    ...(costUsd === null ? [] : [dollars(costUsd)]),
  ].join(", ");
}

/** The same in few columns: `1.2M in, 34k out, $1.23`. */
export const shortUsage = (usage: UsageView): string =>
  usageWords(usage).replace(/ tokens in(?: \(.*?\))?/, " in");

/** `950`, `34k`, `1.2M`. */
export function tokenCount(tokens: number): string {
  if (tokens < 1000) return String(tokens);
  if (tokens < 999_500) return `${short(tokens / 1000)}k`;
  return `${short(tokens / 1_000_000)}M`;
}

const short = (value: number): string => value.toFixed(value < 9.95 ? 1 : 0).replace(/\.0$/, "");

const dollars = (usd: number): string => (usd > 0 && usd < 0.01 ? "less than $0.01" : `$${usd.toFixed(2)}`);
