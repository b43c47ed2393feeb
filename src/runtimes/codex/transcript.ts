import * as v from "valibot";
import type { UsageSample } from "../../domain/agent/usage.ts";
import type { TranscriptEntry, TranscriptReader } from "../transcript.ts";
import { parseLines } from "../transcript-lines.ts";
import { summarizeTool } from "./tool-summary.ts";

const Count = v.optional(v.number(), 0);

const Usage = v.object({
  input_tokens: Count,
  cached_input_tokens: Count,
  cache_write_input_tokens: Count,
  output_tokens: Count,
});

const Piece = v.object({ text: v.optional(v.string(), "") });

/** The lines that say something; each of the others has another type. */
const Line = v.variant("type", [
  v.object({
    type: v.literal("turn_context"),
    payload: v.object({ model: v.string() }),
  }),
  v.object({
    type: v.literal("token_usage_record"),
    payload: v.object({ response_id: v.optional(v.nullable(v.string()), null), usage: Usage }),
  }),
  v.object({
    type: v.literal("response_item"),
    timestamp: v.optional(v.string()),
    payload: v.object({
      type: v.picklist(["function_call", "custom_tool_call"]),
      name: v.string(),
      arguments: v.optional(v.string()),
      input: v.optional(v.string()),
    }),
  }),
  v.object({
    type: v.literal("event_msg"),
    timestamp: v.optional(v.string()),
    payload: v.variant("type", [
      v.object({
        type: v.literal("item_completed"),
        item: v.object({ type: v.picklist(["UserMessage", "AgentMessage"]), content: v.array(Piece) }),
      }),
      v.object({
        type: v.literal("task_complete"),
        error: v.optional(v.nullable(v.object({ message: v.string() }))),
      }),
      v.object({ type: v.literal("turn_aborted"), reason: v.optional(v.string(), "") }),
    ]),
  }),
]);
type Line = v.InferOutput<typeof Line>;
type Said = Extract<Line, { type: "event_msg" }>["payload"];

/** A batch can begin in the middle of a turn, whose model was told before. */
const UNTOLD_MODEL = "codex";

/** A conversation's rollout file. Each answer's tokens are told on one line, under the answer's id. */
export const codexTranscripts: TranscriptReader = {
  read: (lines) => {
    const entries: TranscriptEntry[] = [];
    const usage: UsageSample[] = [];
    let model = UNTOLD_MODEL;
    for (const line of parseLines(Line, lines)) {
      if (line.type === "turn_context") model = line.payload.model;
      else if (line.type === "token_usage_record") usage.push(sampleOf(line.payload, model));
      else entries.push(...entryOf(line));
    }
    return { entries, usage };
  },
};

type Counted = Extract<Line, { type: "token_usage_record" }>["payload"];

/** Codex counts what came from the cache among the input, and what went into it as well. */
function sampleOf({ response_id, usage }: Counted, model: string): UsageSample {
  const { input_tokens, cached_input_tokens, cache_write_input_tokens, output_tokens } = usage;
  return {
    id: response_id,
    model,
    inputTokens: Math.max(0, input_tokens - cached_input_tokens - cache_write_input_tokens),
    outputTokens: output_tokens,
    cacheReadTokens: cached_input_tokens,
    cacheWriteTokens: cache_write_input_tokens,
    costUsd: null,
  };
}

function entryOf(line: Extract<Line, { type: "event_msg" | "response_item" }>): TranscriptEntry[] {
  const at = line.timestamp === undefined ? Number.NaN : Date.parse(line.timestamp);
  const said = line.type === "event_msg" ? wordsOf(line.payload) : callOf(line.payload);
  return said === undefined ? [] : [{ at: Number.isNaN(at) ? null : at, ...said }];
}

type Words = Pick<TranscriptEntry, "who" | "text">;

function wordsOf(said: Said): Words | undefined {
  if (said.type === "turn_aborted") return { who: "system", text: `turn aborted: ${said.reason}` };
  if (said.type === "task_complete")
    return said.error ? { who: "system", text: said.error.message } : undefined;
  const { type, content } = said.item;
  const text = content.map((piece) => piece.text).join("");
  return { who: type === "UserMessage" ? "user" : "agent", text };
}

function callOf(call: Extract<Line, { type: "response_item" }>["payload"]): Words {
  return { who: "tool", text: summarizeTool(call.name, argumentsOf(call.arguments ?? call.input ?? "")) };
}

function argumentsOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return { command: text };
    throw error;
  }
}
