import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { UsageSample } from "../../domain/agent/usage.ts";
import type { TranscriptEntry, TranscriptReader, TranscriptReading } from "../transcript.ts";
import { countOf, isRecord, type Json, parseJson, recordOf, stringOf } from "./json.ts";
import { promptText } from "./prompt-text.ts";
import { claudeToolSummary } from "./tool-summary.ts";

/** Its conversations: one JSON object a line, of many kinds. */
export const claudeTranscripts: TranscriptReader = {
  read: (lines) => {
    const reading: TranscriptReading = { entries: [], usage: [] };
    for (const line of lines) {
      const json = recordOf(parseJson(line));
      reading.entries.push(...entriesOf(json));
      reading.usage.push(...usageOf(json), ...costsOf(json));
    }
    return reading;
  },
  siblings: (transcript) => {
    const folder = join(transcript.replace(/\.jsonl$/, ""), "subagents");
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => name.endsWith(".jsonl"))
      .sort()
      .map((name) => join(folder, name));
  },
};

function entriesOf(line: Json): TranscriptEntry[] {
  const at = timeOf(line.timestamp);
  if (line.type === "system") {
    const text = stringOf(line.content)?.trim();
    return text ? [{ at, who: "system", text }] : [];
  }
  // What it tells the model beside what a person said.
  if ((line.type !== "user" && line.type !== "assistant") || line.isMeta === true) return [];
  const { content } = recordOf(line.message);
  const who = speakerOf(line);
  const blocks = typeof content === "string" ? [{ type: "text", text: content }] : listOf(content);
  return blocks
    .flatMap((block) => entryOf(block, who, stringOf(line.cwd)))
    .map((entry) => ({ at, ...entry }));
}

/** It writes down in a person's name what it tells itself: a summary, news of what it has started. */
function speakerOf(line: Json): TranscriptEntry["who"] {
  if (line.type === "assistant") return line.isApiErrorMessage === true ? "system" : "agent";
  const isOwn = line.isCompactSummary === true || line.promptSource === "system";
  return isOwn ? "system" : "user";
}

function entryOf(
  block: Json,
  who: TranscriptEntry["who"],
  folder: string | undefined,
): Omit<TranscriptEntry, "at">[] {
  if (block.type === "text") return said(who, withoutReminders(promptText(stringOf(block.text) ?? "")));
  if (block.type === "tool_use")
    return said("agent", claudeToolSummary(stringOf(block.name) ?? "tool", block.input, folder));
  return block.type === "tool_result" ? said("tool", resultOf(block.content)) : [];
}

const said = (who: TranscriptEntry["who"], text: string) => (text === "" ? [] : [{ who, text }]);

const resultOf = (content: unknown): string =>
  typeof content === "string"
    ? content.trim()
    : listOf(content)
        .map(({ text }) => stringOf(text) ?? "")
        .join("\n")
        .trim();

/** What is for the model, or was printed by one of its own commands. */
const withoutReminders = (text: string): string =>
  text.replace(/<(system-reminder|local-command-stdout)>[\s\S]*?<\/\1>/g, "").trim();

/** What the provider counted for one answer; lines of one answer have one id. */
function usageOf({ type, message }: Json): UsageSample[] {
  if (type !== "assistant" || !isRecord(message) || !isRecord(message.usage)) return [];
  const { id, model, usage } = message;
  const [answer, name] = [stringOf(id), stringOf(model)];
  // What it says in its own name, such as an error, cost nothing.
  if (answer === undefined || name === undefined || name === "<synthetic>") return [];
  const sample = {
    id: answer,
    model: name,
    inputTokens: countOf(usage.input_tokens),
    outputTokens: countOf(usage.output_tokens),
    cacheReadTokens: countOf(usage.cache_read_input_tokens),
    cacheWriteTokens: countOf(usage.cache_creation_input_tokens),
    costUsd: null,
  };
  return [sample];
}

/** What all of the conversation has cost so far, which it writes when it ends; its tokens are those of the answers. */
function costsOf({ type, modelUsage, hasUnknownModelCost }: Json): UsageSample[] {
  if (type !== "cost-state" || hasUnknownModelCost === true) return [];
  return Object.entries(recordOf(modelUsage)).map(([model, usage]) => ({
    id: `cost of ${model}`,
    model,
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    costUsd: countOf(recordOf(usage).costUSD),
  }));
}

const listOf = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isRecord) : []);

function timeOf(value: unknown): number | null {
  const at = Date.parse(stringOf(value) ?? "");
  return Number.isNaN(at) ? null : at;
}
