import type { Fault, FaultCause } from "../../domain/agent/fault.ts";
import { modelFault } from "../model-fault.ts";
import { readResetTime } from "./reset-time.ts";

/** What its hooks and transcripts call it. What is not here is judged by its words. */
const CAUSES = new Map<string, FaultCause>([
  ["authentication_failed", "auth"],
  ["oauth_org_not_allowed", "auth"],
  ["account_on_hold", "auth"],
  ["verification_required", "auth"],
  ["rate_limit", "limited"],
  ["billing_error", "limited"],
  ["overloaded", "overloaded"],
  ["model_not_found", "other"],
  ["max_output_tokens", "other"],
]);

/** Its own words for what others call otherwise. */
const WORDS: readonly [RegExp, FaultCause][] = [
  [/not logged in|\/login\b|x-api-key/i, "auth"],
  [/\blimit reached|hit your .*limit|limit resets/i, "limited"],
  [/connection dropped|\bECONN|waiting for api response/i, "network"],
  [/safeguards/i, "refused"],
];

/**
 * @param error the CLI's name for it, such as `rate_limit`; null where only its words are known
 * @param at ms UTC, when it was said; null leaves it open until when it lasts
 */
export function claudeFault(
  { error, text, details = "" }: { error: string | null; text: string; details?: string },
  at: number | null,
): Fault {
  const words = `${text} ${details}`.trim();
  const fault = modelFault(words || (error ?? ""));
  const cause = CAUSES.get(error ?? "") ?? WORDS.find(([said]) => said.test(words))?.[1] ?? fault.cause;
  const until = cause === "limited" && at !== null ? readResetTime(words, at) : null;
  return { ...fault, cause, until, text: text.trim() === "" ? fault.text : modelFault(text).text };
}
