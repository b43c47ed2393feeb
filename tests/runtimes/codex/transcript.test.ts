import { expect, test } from "bun:test";
import { codexTranscripts } from "../../../src/runtimes/codex/transcript.ts";
import { recordedLines } from "../recorded.ts";

const lines = recordedLines("codex-0.169.0", "rollout.jsonl");

test("what was said, called and broken off is read in its order", () => {
  const { entries } = codexTranscripts.read(lines);
  expect(entries.map(({ who, text }) => `${who} ${text.slice(0, 40)}`)).toEqual([
    "user DO:bash git status; echo hi > b; git add",
    "agent I run it.",
    "tool exec_command: git status; echo hi > b; g",
    "agent All is done.",
    'user -DO:bash echo "resumed"',
    "agent I run it.",
    'tool exec_command: echo "resumed"',
    "agent All is done.",
    "user DO:fail 401 bad key",
    "system unexpected status 401 Unauthorized: bad ",
    'user DO:raw {"name":"exec_command","input":{"',
    "tool exec_command: touch zz2",
    "system turn aborted: interrupted",
  ]);
  expect(entries[0]?.at).toBe(Date.parse("2026-11-21T11:12:29.441Z"));
});

test("each answer's tokens are told once, under its id and model", () => {
  const { usage } = codexTranscripts.read(lines);
  expect(new Set(usage.map(({ id }) => id)).size).toBe(5);
  expect(usage[0]).toEqual({
    id: "resp_1_07cb7fab",
    model: "stub-model",
    inputTokens: 100,
    outputTokens: 10,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    costUsd: null,
  });
});

test("tokens that came from a cache, or went into it, are not counted as input as well", () => {
  const usage = {
    input_tokens: 100,
    cached_input_tokens: 60,
    cache_write_input_tokens: 30,
    output_tokens: 5,
  };
  const line = JSON.stringify({ type: "token_usage_record", payload: { response_id: "r", usage } });
  expect(codexTranscripts.read([line]).usage).toMatchObject([
    { inputTokens: 10, cacheReadTokens: 60, cacheWriteTokens: 30, outputTokens: 5 },
  ]);
});

test("lines that are none, or of another version, are passed over", () => {
  const odd = [
    "",
    "{",
    "null",
    "1",
    '{"type":"event_msg"}',
    '{"type":"token_usage_record","payload":{"usage":1}}',
  ];
  expect(codexTranscripts.read(odd)).toEqual({ entries: [], usage: [] });
});
