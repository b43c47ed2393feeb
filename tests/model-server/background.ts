import type { Asked } from "./request.ts";

/** Asks for a summary of the conversation; the tools of the work may still be offered with it. */
const COMPACTION = /create a detailed summary of|CONTEXT CHECKPOINT COMPACTION|compact(ed)? summary/i;

/** What the CLI asks for its own sake, and not for the agent's work; null when it is the work. */
export function backgroundOf({ messages, system, tools }: Asked): string | null {
  const last = messages.findLast(({ role }) => role === "user")?.text ?? "";
  if (COMPACTION.test(last)) return "summary";
  if (tools.length > 0) return null;
  if (last.trim() === "quota") return "quota";
  const asked = `${system}\n${last}`;
  return /\btitle\b/i.test(asked) ? "title" : /\bsummar/i.test(asked) ? "summary" : "other";
}

/** What answers it, in a form that each CLI takes. */
export const BACKGROUND_TEXTS: Record<string, string> = {
  title: '{"title":"A task"}',
  summary: "<summary>The work so far was summarised.</summary>",
};
