import type { Finding } from "./judge.ts";
import type { CompletionPolicy } from "./policy.ts";
import { countOf } from "./words.ts";

/** @param command that which the summary would be given to */
export function findSummary(
  summary: string | null,
  { summaryLength }: Pick<CompletionPolicy, "summaryLength">,
  command: string,
): Finding {
  const length = lengthOf(summary);
  const asked = { type: "summary", field: "--summary", how: `${command} --summary "what was done"` } as const;
  if (length === 0) return { ...asked, state: "lacking", message: "there is no summary" };
  if (length < summaryLength) {
    const message = `the summary has ${countOf(length, "character")}; ${summaryLength} are recommended`;
    return { ...asked, state: "advised", message };
  }
  return { ...asked, how: null, state: "met", message: `the summary has ${countOf(length, "character")}` };
}

/** In characters as people count them, blanks around it left out. */
export const lengthOf = (summary: string | null): number => [...(summary?.trim() ?? "")].length;
