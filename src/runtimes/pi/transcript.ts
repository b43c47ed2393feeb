import * as v from "valibot";
import type { UsageSample } from "../../domain/agent/usage.ts";
import { toolSummary } from "../tool-summary.ts";
import type { TranscriptEntry, TranscriptReader } from "../transcript.ts";
import { parseLines } from "../transcript-lines.ts";

const Count = v.fallback(v.pipe(v.number(), v.minValue(0)), 0);
const Block = v.object({
  type: v.string(),
  text: v.optional(v.string()),
  name: v.optional(v.string()),
  arguments: v.optional(v.unknown()),
});
const Line = v.object({
  type: v.literal("message"),
  id: v.fallback(v.nullable(v.string()), null),
  message: v.object({
    role: v.string(),
    content: v.fallback(v.union([v.string(), v.array(Block)]), ""),
    timestamp: v.fallback(v.nullable(v.number()), null),
    model: v.fallback(v.string(), ""),
    usage: v.optional(
      v.object({
        input: Count,
        output: Count,
        cacheRead: Count,
        cacheWrite: Count,
        cost: v.fallback(v.nullable(v.object({ total: v.number() })), null),
      }),
    ),
  }),
});
type Line = v.InferOutput<typeof Line>;

const ROLES: Record<string, TranscriptEntry["who"]> = {
  user: "user",
  assistant: "agent",
  toolResult: "tool",
};

/** Reads the session files of Pi. */
export const piTranscripts: TranscriptReader = {
  read: (lines) => {
    const read = parseLines(Line, lines);
    return { entries: read.flatMap(entriesOf), usage: read.flatMap(usageOf) };
  },
};

function entriesOf({ message }: Line): TranscriptEntry[] {
  const who = ROLES[message.role];
  if (who === undefined) return [];
  const blocks =
    typeof message.content === "string" ? [{ type: "text", text: message.content }] : message.content;
  return blocks.flatMap((block): TranscriptEntry[] => {
    if (block.type === "text" && block.text) return [{ at: message.timestamp, who, text: block.text }];
    if (block.type !== "toolCall" || !("name" in block) || block.name === undefined) return [];
    return [{ at: message.timestamp, who: "tool", text: toolSummary(block.name, block.arguments) }];
  });
}

function usageOf({ id, message: { usage, model } }: Line): UsageSample[] {
  if (!usage) return [];
  return [
    {
      id,
      model,
      inputTokens: usage.input,
      outputTokens: usage.output,
      cacheReadTokens: usage.cacheRead,
      cacheWriteTokens: usage.cacheWrite,
      costUsd: usage.cost?.total ?? null,
    },
  ];
}
