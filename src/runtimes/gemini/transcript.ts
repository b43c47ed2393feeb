import * as v from "valibot";
import type { UsageSample } from "../../domain/agent/usage.ts";
import { toolSummary } from "../tool-summary.ts";
import type { TranscriptEntry, TranscriptReader } from "../transcript.ts";
import { parseLines } from "../transcript-lines.ts";

const Count = v.fallback(v.pipe(v.number(), v.minValue(0)), 0);
const Line = v.object({
  id: v.string(),
  timestamp: v.fallback(v.nullable(v.string()), null),
  type: v.picklist(["user", "gemini", "error", "info"]),
  content: v.fallback(v.union([v.string(), v.array(v.object({ text: v.optional(v.string()) }))]), ""),
  tokens: v.optional(v.object({ input: Count, output: Count, cached: Count, thoughts: Count })),
  model: v.fallback(v.string(), ""),
  toolCalls: v.fallback(v.array(v.object({ name: v.string(), args: v.optional(v.unknown()) })), []),
});
type Line = v.InferOutput<typeof Line>;

const ROLES: Record<Line["type"], TranscriptEntry["who"]> = {
  user: "user",
  gemini: "agent",
  error: "system",
  info: "system",
};

/** Reads the chats of Gemini CLI. Lines that write the whole chat anew hold nothing that was not in others. */
export const geminiTranscripts: TranscriptReader = {
  read: (lines) => {
    const read = parseLines(Line, lines);
    return { entries: read.flatMap(entriesOf), usage: read.flatMap(usageOf) };
  },
};

/** An answer with calls is written a second time when they are over: then only the calls are new. */
function entriesOf({ timestamp, type, content, toolCalls }: Line): TranscriptEntry[] {
  const parsed = timestamp === null ? Number.NaN : Date.parse(timestamp);
  const at = Number.isNaN(parsed) ? null : parsed;
  if (toolCalls.length > 0)
    return toolCalls.map(({ name, args }) => ({ at, who: "tool", text: toolSummary(name, args) }));
  const text = typeof content === "string" ? content : content.map((part) => part.text ?? "").join("");
  return text === "" ? [] : [{ at, who: ROLES[type], text }];
}

/** What was read from the cache is among the input there. */
function usageOf({ id, tokens, model }: Line): UsageSample[] {
  if (!tokens) return [];
  return [
    {
      id,
      model,
      inputTokens: Math.max(0, tokens.input - tokens.cached),
      outputTokens: tokens.output + tokens.thoughts,
      cacheReadTokens: tokens.cached,
      cacheWriteTokens: 0,
      costUsd: null,
    },
  ];
}
