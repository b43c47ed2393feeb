import * as v from "valibot";
import type { AgentSignal } from "../../domain/agent/signal.ts";
import { summarizeTool } from "./tool-summary.ts";

/** Events whose hooks Codex calls. None tells of a model that cannot be used. */
export const CODEX_EVENTS = [
  "SessionStart",
  "UserPromptSubmit",
  "PreToolUse",
  "PermissionRequest",
  "PostToolUse",
  "Stop",
  "Interrupt",
  "SessionEnd",
  "PreCompact",
  "PostCompact",
  "SubagentStart",
  "SubagentStop",
] as const;
type CodexEvent = (typeof CODEX_EVENTS)[number];

const text = v.optional(v.nullable(v.string()), null);

const Payload = v.object({
  session_id: text,
  transcript_path: text,
  prompt: v.optional(v.string(), ""),
  tool_name: v.optional(v.string(), "tool"),
  tool_input: v.optional(v.unknown()),
  tool_use_id: v.optional(v.string(), ""),
  last_assistant_message: text,
  reason: text,
  agent_id: text,
  agent_type: text,
});
type Payload = v.InferOutput<typeof Payload>;

const READERS: Record<CodexEvent, (payload: Payload) => AgentSignal[]> = {
  SessionStart: ({ session_id, transcript_path }) => [
    { kind: "ready", conversation: session_id ? { id: session_id, transcript: transcript_path } : null },
  ],
  UserPromptSubmit: ({ prompt }) => [{ kind: "prompt", text: prompt }],
  PreToolUse: (payload) => [{ kind: "tool_started", ...callOf(payload), permittedMs: null }],
  // Whether the call failed is not told.
  PostToolUse: (payload) => [{ kind: "tool_ended", ...callOf(payload), failed: false, tookMs: null }],
  PermissionRequest: ({ tool_name, tool_input }) => [
    {
      kind: "asks",
      ask: { what: "permission", tool: tool_name, text: summarizeTool(tool_name, tool_input) },
    },
  ],
  // What it has left running in the background does not wake it.
  Stop: ({ last_assistant_message }) => [{ kind: "turn_ended", background: 0, said: last_assistant_message }],
  Interrupt: () => [{ kind: "interrupted" }],
  SessionEnd: ({ reason }) => [{ kind: "ending", reason }],
  PreCompact: () => [{ kind: "progress", note: "makes its context smaller" }],
  PostCompact: () => [{ kind: "progress", note: "has made its context smaller" }],
  SubagentStart: ({ agent_type }) => [
    { kind: "progress", note: `helper ${agent_type ?? ""} begins`.replace("  ", " ") },
  ],
  SubagentStop: ({ agent_type }) => [
    { kind: "progress", note: `helper ${agent_type ?? ""} ends`.replace("  ", " ") },
  ],
};

export function readCodexHook(event: string, payload: unknown): readonly AgentSignal[] {
  const known = CODEX_EVENTS.find((name) => name === event);
  const parsed = v.safeParse(Payload, payload);
  if (!known || !parsed.success) return [{ kind: "unknown", event }];
  // What a helper of the agent does is none of the agent's own turns and calls.
  if (parsed.output.agent_id !== null && !known.startsWith("Subagent") && known !== "PermissionRequest")
    return [{ kind: "progress", note: `a helper: ${known}` }];
  return READERS[known](parsed.output);
}

const callOf = ({ tool_use_id, tool_name, tool_input }: Payload) => ({
  id: tool_use_id,
  tool: tool_name,
  summary: summarizeTool(tool_name, tool_input),
});

const CARRY_CONTEXT: readonly string[] = [
  "SessionStart",
  "UserPromptSubmit",
  "PreToolUse",
  "PostToolUse",
] satisfies CodexEvent[];

export const codexHookContext = (event: string, context: string): string | undefined =>
  CARRY_CONTEXT.includes(event)
    ? JSON.stringify({ hookSpecificOutput: { hookEventName: event, additionalContext: context } })
    : undefined;
