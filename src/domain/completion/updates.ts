import type { Finding } from "./judge.ts";
import type { CompletionPolicy } from "./policy.ts";
import { countOf } from "./words.ts";

export function findUpdates(count: number, { updates }: Pick<CompletionPolicy, "updates">): Finding {
  const enough = count >= updates;
  const logged = count === 0 ? "no update was logged" : `${countOf(count, "update")} logged`;
  return {
    type: "updates",
    state: enough ? "met" : "lacking",
    message: enough ? logged : `${logged}; ${updates} are recommended`,
    field: null,
    how: enough ? null : 'overstory update "what was done"',
  };
}
