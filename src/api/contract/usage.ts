import type { Usage } from "../../domain/agent/usage.ts";

/** What models have used, as the agents' CLIs tell it. Tokens that were read from a cache are not among `inputTokens`. */
export interface UsageView extends Usage {
  byModel: Record<string, Usage>;
}
