import { expect, test } from "bun:test";
import { CODEX_EVENTS, readCodexHook } from "../../../src/runtimes/codex/hooks.ts";
import { recordedHooks } from "../recorded.ts";

const hooks = recordedHooks("codex-0.169.0");
const signalsOf = (event: string) =>
  hooks.filter((hook) => hook.event === event).flatMap(({ payload }) => readCodexHook(event, payload));

test("its first hook names the conversation and the file that grows with it", () => {
  expect(signalsOf("SessionStart")[0]).toEqual({
    kind: "ready",
    conversation: {
      id: "01a1fdce-c61a-7f50-a01a-92047d9defd6",
      transcript:
        "/home/person/.codex/sessions/2026/11/21/rollout-2026-11-21T11-12-29-01a1fdce-c61a-7f50-a01a-92047d9defd6.jsonl",
    },
  });
});

test("a turn is told with its prompt, its calls and its last words", () => {
  const summary = "Bash: git status; echo hi > b; git add b; git commit -m b";
  expect(signalsOf("UserPromptSubmit")).toEqual([
    { kind: "prompt", text: "DO:bash git status; echo hi > b; git add b; git commit -m b" },
  ]);
  expect(signalsOf("PreToolUse")[0]).toMatchObject({ kind: "tool_started", tool: "Bash", summary });
  expect(signalsOf("PostToolUse")[0]).toMatchObject({ kind: "tool_ended", tool: "Bash", summary });
  expect(signalsOf("Stop")).toEqual([{ kind: "turn_ended", background: 0, said: "All is done." }]);
});

test("what it asks is told with its tool, a patch by its files", () => {
  expect(signalsOf("PermissionRequest")).toEqual([
    { kind: "asks", ask: { what: "permission", tool: "Bash", text: "Bash: touch zz2" } },
    { kind: "asks", ask: { what: "permission", tool: "apply_patch", text: "apply_patch: pp.txt" } },
  ]);
});

test("a turn that a person broke off, and the end of the program, are told", () => {
  expect(signalsOf("Interrupt")).toEqual([{ kind: "interrupted" }]);
  expect(signalsOf("SessionEnd")).toEqual([{ kind: "ending", reason: "other" }]);
});

test("what a helper does is no turn and no call of the agent's own, but its questions are asked of a person", () => {
  const helper = { agent_id: "helper-1", tool_name: "Bash", tool_input: { command: "ls" } };
  for (const event of CODEX_EVENTS)
    expect(readCodexHook(event, helper)[0]?.kind).toBe(event === "PermissionRequest" ? "asks" : "progress");
});
