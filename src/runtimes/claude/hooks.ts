import * as v from "valibot";
import type { Ask } from "../../domain/agent/ask.ts";
import type { AgentSignal } from "../../domain/agent/signal.ts";
import { claudeFault } from "./fault.ts";
import { isRecord, recordOf, stringOf } from "./json.ts";
import { promptText } from "./prompt-text.ts";
import { claudeToolSummary, claudeToolText } from "./tool-summary.ts";

const Optional = v.fallback(v.optional(v.string()), undefined);
const List = v.fallback(v.optional(v.array(v.unknown()), []), []);

/** What hooks get on their stdin, of all events; what has another form is as if it were not there. */
const Payload = v.object({
  session_id: Optional,
  transcript_path: Optional,
  cwd: Optional,
  source: Optional,
  reason: Optional,
  trigger: Optional,
  prompt: Optional,
  message: Optional,
  notification_type: Optional,
  tool_name: Optional,
  tool_use_id: Optional,
  tool_input: v.unknown(),
  duration_ms: v.fallback(v.nullish(v.number(), null), null),
  is_interrupt: v.fallback(v.optional(v.boolean(), false), false),
  /** Of the helper that it is about; the agent itself has none. */
  agent_id: Optional,
  agent_type: Optional,
  error: Optional,
  error_details: Optional,
  last_assistant_message: Optional,
  background_tasks: List,
  session_crons: List,
});
type Payload = v.InferOutput<typeof Payload>;

/** What a hook's event says. Never throws; what is not known is kept as such. */
export function readClaudeHook(event: string, payload: unknown, at: number): readonly AgentSignal[] {
  const parsed = v.safeParse(Payload, { tool_input: undefined, ...recordOf(payload) });
  const read = Object.hasOwn(READERS, event) ? READERS[event] : undefined;
  const signals = parsed.success && isRecord(payload) ? read?.(parsed.output, at) : undefined;
  return signals ?? [{ kind: "unknown", event }];
}

/** Undefined for a payload without what makes it that event. */
type Reader = (payload: Payload, at: number) => readonly AgentSignal[] | undefined;

const READERS: Record<string, Reader> = {
  SessionStart: (payload) =>
    payload.source === "compact"
      ? [{ kind: "progress", note: "has made its context smaller" }]
      : [{ kind: "ready", conversation: conversationOf(payload) }],
  UserPromptSubmit: ({ prompt }) =>
    prompt === undefined ? undefined : [{ kind: "prompt", text: promptText(prompt) }],
  PreToolUse: toolStarted,
  PostToolUse: (payload) => toolEnded(payload, false),
  PostToolUseFailure: (payload) => toolEnded(payload, true),
  PermissionRequest: (payload) => {
    const ask = askOf(payload);
    return ask && [{ kind: "asks", ask }];
  },
  Notification: notified,
  Stop: ({ last_assistant_message, background_tasks, session_crons }) => [
    {
      kind: "turn_ended",
      background: background_tasks.filter(goesOn).length + session_crons.length,
      said: last_assistant_message ?? null,
    },
  ],
  StopFailure: ({ error, error_details, last_assistant_message }, at) => [
    {
      kind: "turn_failed",
      fault: claudeFault(
        { error: error ?? null, text: last_assistant_message ?? "", details: error_details ?? "" },
        at,
      ),
    },
  ],
  // Helpers without a type are its own, which also work while it is idle.
  SubagentStop: ({ agent_type }) =>
    agent_type ? [{ kind: "progress", note: `its helper ${agent_type} has ended` }] : [],
  PreCompact: ({ trigger }) => [
    { kind: "progress", note: `makes its context smaller${trigger === "manual" ? ", as it was told" : ""}` },
  ],
  // After a clear it begins a conversation of another id, which it tells.
  SessionEnd: ({ reason }) => (reason === "clear" ? [] : [{ kind: "ending", reason: reason ?? null }]),
};

function conversationOf({ session_id, transcript_path }: Payload) {
  return session_id === undefined ? null : { id: session_id, transcript: transcript_path ?? null };
}

function toolStarted(payload: Payload): readonly AgentSignal[] | undefined {
  const { tool_name: tool, tool_use_id: id, tool_input, cwd } = payload;
  if (tool === undefined || id === undefined) return undefined;
  const summary = claudeToolSummary(tool, tool_input, cwd);
  if (payload.agent_id !== undefined) return [{ kind: "progress", note: byHelper(payload, summary) }];
  return [{ kind: "tool_started", id, tool, summary, permittedMs: timeoutOf(tool, tool_input) }];
}

function toolEnded(payload: Payload, failed: boolean): readonly AgentSignal[] | undefined {
  const { tool_name: tool, tool_use_id: id, tool_input, cwd, duration_ms: tookMs } = payload;
  if (tool === undefined || id === undefined) return undefined;
  const summary = claudeToolSummary(tool, tool_input, cwd);
  if (payload.agent_id !== undefined) return [{ kind: "progress", note: byHelper(payload, summary) }];
  const ended: AgentSignal = { kind: "tool_ended", id, tool, summary, failed, tookMs };
  return payload.is_interrupt ? [ended, { kind: "interrupted" }] : [ended];
}

const byHelper = ({ agent_type }: Payload, summary: string): string =>
  `its helper ${agent_type || "agent"}: ${summary}`;

/** The model says for how long a command may run. */
function timeoutOf(tool: string, input: unknown): number | null {
  const timeout = recordOf(input).timeout;
  return tool === "Bash" && typeof timeout === "number" && timeout > 0 ? timeout : null;
}

function askOf({ tool_name: tool, tool_input, cwd }: Payload): Ask | undefined {
  if (tool === undefined) return undefined;
  if (tool === "AskUserQuestion") return { what: "question", tool: null, text: questionsOf(tool_input) };
  if (tool === "ExitPlanMode") {
    const plan = stringOf(recordOf(tool_input).plan);
    return { what: "question", tool: null, text: `May it carry out this plan?\n${plan ?? ""}`.trim() };
  }
  return { what: "permission", tool, text: claudeToolText(tool, tool_input, cwd) };
}

/** Each question with what can be chosen. */
function questionsOf(input: unknown): string {
  const { questions } = recordOf(input);
  const lines = (Array.isArray(questions) ? questions : []).filter(isRecord).flatMap((one) => {
    const options = Array.isArray(one.options) ? one.options.filter(isRecord) : [];
    return [
      stringOf(one.question) ?? "",
      ...options.map((option, index) => `  ${index + 1}. ${stringOf(option.label) ?? ""}`),
    ];
  });
  return lines.join("\n") || "it asks a question";
}

/** What waits for a person is told by PermissionRequest when it begins; this comes seconds later, and perhaps too late. */
function notified({ notification_type: type, message }: Payload): readonly AgentSignal[] {
  if (type === "permission_prompt" || type === "idle_prompt") return [];
  if (type === "elicitation_dialog")
    return [{ kind: "asks", ask: { what: "question", tool: null, text: message ?? "it asks a question" } }];
  return [{ kind: "progress", note: message ?? "tells something" }];
}

const goesOn = (task: unknown): boolean =>
  !["completed", "failed", "killed", "stopped"].includes(stringOf(recordOf(task).status) ?? "");

const SAYS_CONTEXT = new Set(["SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse"]);

/** What a hook prints so that the model reads the text. */
export function claudeHookContext(event: string, text: string): string | undefined {
  if (!SAYS_CONTEXT.has(event)) return undefined;
  return `${JSON.stringify({ hookSpecificOutput: { hookEventName: event, additionalContext: text } })}\n`;
}
