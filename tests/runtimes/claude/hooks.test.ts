import { expect, test } from "bun:test";
import type { AgentSignal } from "../../../src/domain/agent/signal.ts";
import { claudeHookContext, readClaudeHook } from "../../../src/runtimes/claude/hooks.ts";
import { recordedHooks } from "../recorded.ts";

const AT = Date.UTC(2026, 10, 21, 10, 0);
const RECORDED = "claude-2.1.329";

/** What the recorded hooks of that event say, of which the payload fits. */
function said(
  event: string,
  fits: (payload: Record<string, unknown>) => boolean = () => true,
): AgentSignal[] {
  return recordedHooks(RECORDED).flatMap((hook) =>
    hook.event === event && fits(Object(hook.payload)) ? readClaudeHook(event, hook.payload, AT) : [],
  );
}

const read = (event: string, payload: object) => readClaudeHook(event, payload, AT);

test("a start says that it is ready, under which id, and where that is written down", () => {
  expect(said("SessionStart", ({ source }) => source === "startup")).toEqual([
    {
      kind: "ready",
      conversation: {
        id: "73b99f8b-b246-4799-9136-e11516cc7458",
        transcript: "/home/person/.claude/projects/-project/73b99f8b-b246-4799-9136-e11516cc7458.jsonl",
      },
    },
  ]);
});

test("a conversation that is cleared is another one, and no end", () => {
  const [signal] = said("SessionStart", ({ source }) => source === "clear");
  expect(signal).toMatchObject({ kind: "ready", conversation: { id: expect.stringMatching(/^68cf/) } });
  expect(said("SessionEnd", ({ reason }) => reason === "clear")).toEqual([]);
  expect(said("SessionEnd", ({ reason }) => reason !== "clear")).toEqual([
    { kind: "ending", reason: "prompt_input_exit" },
  ]);
});

test("a smaller context is progress, and the same conversation", () => {
  expect(said("SessionStart", ({ source }) => source === "compact")).toEqual([
    { kind: "progress", note: "has made its context smaller" },
  ]);
  expect(said("PreCompact").map(({ kind }) => kind)).toEqual(["progress", "progress"]);
});

test("a prompt is told as it was typed, also a long one that was pasted", () => {
  expect(read("UserPromptSubmit", { prompt: "slow one" })).toEqual([{ kind: "prompt", text: "slow one" }]);
  const pasted = `\n\n<pasted_content id="36ee">\nline 0\nline 1\n</pasted_content id="36ee">\n`;
  expect(read("UserPromptSubmit", { prompt: pasted })).toEqual([{ kind: "prompt", text: "line 0\nline 1" }]);
});

test("news of what it has started begin a turn, in a few words", () => {
  expect(said("UserPromptSubmit", ({ prompt }) => String(prompt).includes("<task"))).toEqual([
    { kind: "prompt", text: 'Agent "look around" finished' },
  ]);
});

test("a tool's call begins and ends under one id", () => {
  const isBash = ({ tool_name, agent_id }: Record<string, unknown>) =>
    tool_name === "Bash" && agent_id === undefined;
  const call = { id: "toolu_1_6174395c_0", tool: "Bash", summary: "Bash: sleep 2; echo hi" };
  expect(said("PreToolUse", isBash)[0]).toEqual({ kind: "tool_started", ...call, permittedMs: null });
  expect(said("PostToolUse", isBash)[0]).toEqual({
    kind: "tool_ended",
    ...call,
    failed: false,
    tookMs: 2148,
  });
});

test("a command may be silent for as long as the model has said", () => {
  const tool_input = { command: "npm test\nnpm run build", timeout: 600_000 };
  expect(read("PreToolUse", { tool_name: "Bash", tool_use_id: "t", tool_input })).toEqual([
    {
      kind: "tool_started",
      id: "t",
      tool: "Bash",
      summary: "Bash: npm test npm run build",
      permittedMs: 600_000,
    },
  ]);
});

test("a file in its folder is told from there", () => {
  const tool_input = { file_path: "/project/src/a.ts", old_string: "a", new_string: "b" };
  const [signal] = read("PreToolUse", { tool_name: "Edit", tool_use_id: "t", tool_input, cwd: "/project" });
  expect(signal).toMatchObject({ summary: "Edit: src/a.ts" });
});

test("a tool that failed says so, and one that a person broke off ends the turn", () => {
  const failed = {
    tool_name: "Bash",
    tool_use_id: "t",
    tool_input: { command: "false" },
    error: "Exit code 1",
  };
  expect(read("PostToolUseFailure", { ...failed, duration_ms: 5 })).toEqual([
    { kind: "tool_ended", id: "t", tool: "Bash", summary: "Bash: false", failed: true, tookMs: 5 },
  ]);
  expect(read("PostToolUseFailure", { ...failed, is_interrupt: true }).map(({ kind }) => kind)).toEqual([
    "tool_ended",
    "interrupted",
  ]);
});

test("what a helper does is progress, and none of its own tools", () => {
  const byHelper = ({ agent_type }: Record<string, unknown>) => agent_type === "general-purpose";
  expect([
    ...said("PreToolUse", byHelper),
    ...said("PostToolUse", byHelper),
    ...said("SubagentStop", byHelper),
  ]).toEqual([
    { kind: "progress", note: "its helper general-purpose: Bash: echo sub" },
    { kind: "progress", note: "its helper general-purpose: Bash: echo sub" },
    { kind: "progress", note: "its helper general-purpose has ended" },
  ]);
  expect(said("SubagentStop", ({ agent_type }) => agent_type === "")).toEqual([]);
});

test("a permission is asked with all of the command", () => {
  const tool_input = { command: "rm -rf build\nmake" };
  expect(read("PermissionRequest", { tool_name: "Bash", tool_input })).toEqual([
    { kind: "asks", ask: { what: "permission", tool: "Bash", text: "Bash: rm -rf build\nmake" } },
  ]);
  expect(said("PermissionRequest", ({ tool_name }) => tool_name === "Write")).toEqual([
    { kind: "asks", ask: { what: "permission", tool: "Write", text: "Write: /tmp/other/a.txt" } },
  ]);
});

test("a question is asked with what can be answered", () => {
  expect(said("PermissionRequest", ({ tool_name }) => tool_name === "AskUserQuestion")).toEqual([
    { kind: "asks", ask: { what: "question", tool: null, text: "Which colour?\n  1. Red\n  2. Blue" } },
  ]);
  expect(said("PermissionRequest", ({ tool_name }) => tool_name === "ExitPlanMode")).toEqual([
    { kind: "asks", ask: { what: "question", tool: null, text: "May it carry out this plan?" } },
  ]);
});

test("a reminder of what was asked before says nothing new", () => {
  expect(said("Notification", ({ notification_type }) => notification_type === "permission_prompt")).toEqual(
    [],
  );
  expect(read("Notification", { notification_type: "idle_prompt", message: "waiting" })).toEqual([]);
  expect(read("Notification", { notification_type: "elicitation_dialog", message: "Your name?" })).toEqual([
    { kind: "asks", ask: { what: "question", tool: null, text: "Your name?" } },
  ]);
});

test("the end of a turn has its last words, and counts what goes on after it", () => {
  expect(said("Stop")).toEqual([
    { kind: "turn_ended", background: 0, said: "It is done.\nAll of it." },
    { kind: "turn_ended", background: 1, said: "main done" },
  ]);
  const ended = [
    { id: "a", status: "completed" },
    { id: "b", status: "running" },
  ];
  expect(read("Stop", { background_tasks: ended, session_crons: [{}] })).toEqual([
    { kind: "turn_ended", background: 2, said: null },
  ]);
});

test("a turn that failed says why, and until when", () => {
  const failed = said("StopFailure").map((signal) =>
    signal.kind === "turn_failed" ? signal.fault.cause : signal,
  );
  expect(failed).toEqual(["limited", "auth", "overloaded", "context", "limited"]);
  const last_assistant_message = "You've hit your 5-hour limit · resets 1:27pm (UTC)";
  expect(read("StopFailure", { error: "rate_limit", last_assistant_message })).toEqual([
    {
      kind: "turn_failed",
      fault: {
        cause: "limited",
        text: last_assistant_message,
        until: Date.UTC(2026, 10, 21, 13, 27),
        isRetrying: false,
      },
    },
  ]);
});

test("what a hook prints reaches the model only where it reads it", () => {
  const printed = claudeHookContext("PostToolUse", 'mail: "hi"');
  expect(JSON.parse(printed ?? "")).toEqual({
    hookSpecificOutput: { hookEventName: "PostToolUse", additionalContext: 'mail: "hi"' },
  });
  // There it would begin another turn.
  expect(claudeHookContext("Stop", "mail")).toBeUndefined();
});
