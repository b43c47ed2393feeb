import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { claudeTranscripts } from "../../../src/runtimes/claude/transcript.ts";
import { tempFolder } from "../../support/temp.ts";
import { recordedLines } from "../recorded.ts";

const LINES = recordedLines("claude-2.1.329", "transcript.jsonl");

test("a conversation is told by who said what, without what is for the model alone", () => {
  const { entries } = claudeTranscripts.read(LINES);
  expect(entries.map(({ who, text }) => `${who}: ${text.split("\n")[0]?.slice(0, 40)}`)).toEqual([
    "user: a sub",
    "agent: Agent: helper work",
    "tool: Async agent launched successfully. (This",
    "agent: main done",
    'system: Agent "look around" finished',
    "agent: main done",
    "user: a back",
    "agent: Bash: sleep 4; echo later",
    "tool: Command running in background with ID: b",
    "agent: started",
    "system: Conversation compacted",
    "system: This session is being continued from a p",
    "user: /compact",
  ]);
  expect(entries[0]?.at).toBe(Date.parse("2026-11-21T11:29:19.068Z"));
});

test("what it used is told for each answer under its id, and the cost for the whole", () => {
  const { usage } = claudeTranscripts.read(LINES);
  expect(usage[0]).toEqual({
    id: "msg_1_f16cf2cb",
    model: "claude-opus-5-5",
    inputTokens: 100,
    outputTokens: 10,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    costUsd: null,
  });
  expect(usage.map(({ id, costUsd }) => [id, costUsd]).at(-1)).toEqual(["cost of claude-opus-5-5", 0.0048]);
  expect(usage).toHaveLength(6);
});

test("an answer that is split over lines has one id", () => {
  const answer = LINES.find((line) => line.includes("msg_1_f16cf2cb")) ?? "";
  const { usage } = claudeTranscripts.read([answer, answer]);
  expect(new Set(usage.map(({ id }) => id)).size).toBe(1);
});

test("a guess is no cost", () => {
  const line = JSON.parse(LINES.findLast((one) => one.includes("cost-state")) ?? "");
  expect(claudeTranscripts.read([JSON.stringify({ ...line, hasUnknownModelCost: true })]).usage).toEqual([]);
});

test("lines that are not known, or no JSON, are passed over", () => {
  const lines = [
    "",
    "{",
    "[]",
    "null",
    '{"type":"new-kind","message":5}',
    '{"type":"assistant","message":{"content":7}}',
  ];
  expect(claudeTranscripts.read(lines)).toEqual({ entries: [], usage: [] });
});

test("the conversations of its helpers lie beside it", () => {
  using folder = tempFolder();
  const transcript = join(folder.path, "0f4c.jsonl");
  expect(claudeTranscripts.siblings?.(transcript)).toEqual([]);
  const helpers = join(folder.path, "0f4c/subagents");
  mkdirSync(helpers, { recursive: true });
  for (const name of ["agent-b.jsonl", "agent-a.jsonl", "agent-a.meta.json"])
    writeFileSync(join(helpers, name), "");
  expect(claudeTranscripts.siblings?.(transcript)).toEqual([
    join(helpers, "agent-a.jsonl"),
    join(helpers, "agent-b.jsonl"),
  ]);
});
