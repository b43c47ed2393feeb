import { formatDuration } from "../format-duration.ts";
import type { Finding } from "./judge.ts";

/** @param spentMs active time spent on the task */
export function findEstimate(spentMs: number, estimateMs: number | null): Finding {
  const asked = { type: "estimate", field: null, how: null } as const;
  const spent = formatDuration(spentMs);
  if (estimateMs === null) return { ...asked, state: "met", message: `${spent} spent; there is no estimate` };
  const message = `${spent} spent of an estimated ${formatDuration(estimateMs)}`;
  if (spentMs <= estimateMs) return { ...asked, state: "met", message };
  return { ...asked, state: "lacking", message, how: "say in the summary what took longer" };
}
