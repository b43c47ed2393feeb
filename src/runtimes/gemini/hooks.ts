import * as v from "valibot";
import type { AgentSignal } from "../../domain/agent/signal.ts";
import { modelFault } from "../model-fault.ts";
import { toolSummary } from "../tool-summary.ts";

const Start = v.object({
  session_id: v.string(),
  transcript_path: v.fallback(v.nullable(v.string()), null),
  source: v.fallback(v.string(), ""),
});
const Prompt = v.object({ prompt: v.string() });
const Tool = v.object({
  tool_name: v.string(),
  tool_input: v.optional(v.unknown()),
  tool_response: v.optional(v.unknown()),
});
const Stop = v.object({ prompt_response: v.fallback(v.string(), "") });
const Notice = v.object({
  notification_type: v.string(),
  message: v.fallback(v.string(), ""),
  details: v.optional(v.unknown()),
});

type Reader = (payload: unknown) => readonly AgentSignal[] | undefined;

/** Answers undefined for what has not that form. */
const reader =
  <S extends v.GenericSchema>(
    schema: S,
    signals: (payload: v.InferOutput<S>) => readonly AgentSignal[],
  ): Reader =>
  (payload) => {
    const result = v.safeParse(schema, payload);
    return result.success ? signals(result.output) : undefined;
  };

const READERS: Record<string, Reader> = {
  // One that is gone on with is told under a file's name that never comes to be; it stays in the one it had.
  SessionStart: reader(Start, ({ session_id, transcript_path, source }) => [
    {
      kind: "ready",
      conversation: { id: session_id, transcript: source === "resume" ? null : transcript_path },
    },
  ]),
  BeforeAgent: reader(Prompt, ({ prompt }) => [{ kind: "prompt", text: prompt }]),
  BeforeTool: reader(Tool, (call) => [
    {
      kind: "tool_started",
      id: callId(call),
      tool: call.tool_name,
      summary: toolSummary(call.tool_name, call.tool_input),
      permittedMs: null,
    },
  ]),
  AfterTool: reader(Tool, (call) => [
    {
      kind: "tool_ended",
      id: callId(call),
      tool: call.tool_name,
      summary: toolSummary(call.tool_name, call.tool_input),
      failed: v.is(v.object({ error: v.pipe(v.unknown(), v.check(Boolean)) }), call.tool_response),
      tookMs: null,
    },
  ]),
  AfterAgent: reader(Stop, ({ prompt_response }) => [turnEnd(prompt_response.trim())]),
  Notification: reader(Notice, (notice) => [
    notice.notification_type === "ToolPermission"
      ? permission(notice)
      : { kind: "progress", note: notice.message },
  ]),
  SessionEnd: reader(v.object({ reason: v.fallback(v.nullable(v.string()), null) }), ({ reason }) => [
    { kind: "ending", reason },
  ]),
};

/** What a hook of Gemini tells. */
export const readGeminiHook = (event: string, payload: unknown): readonly AgentSignal[] =>
  (Object.hasOwn(READERS, event) ? READERS[event]?.(payload) : undefined) ?? [{ kind: "unknown", event }];

/** What stands in the place of an answer when the model could not be used; why is only on the screen. */
const NO_ANSWER = "[no response text]";

const turnEnd = (said: string): AgentSignal =>
  said === NO_ANSWER
    ? { kind: "turn_failed", fault: modelFault("its model gave no answer; its screen says why") }
    : { kind: "turn_ended", background: 0, said: said || null };

/** Gemini gives its calls no id; the same call made twice at once has one. */
const callId = ({ tool_name, tool_input }: v.InferOutput<typeof Tool>): string =>
  `${tool_name}:${Bun.hash(JSON.stringify(tool_input ?? null)).toString(36)}`;

const Details = v.object({
  title: v.optional(v.string()),
  command: v.optional(v.string()),
  fileName: v.optional(v.string()),
  toolName: v.optional(v.string()),
});

function permission({ message, details }: v.InferOutput<typeof Notice>): AgentSignal {
  const known = v.safeParse(Details, details);
  const { command, fileName, title, toolName } = known.success ? known.output : {};
  return {
    kind: "asks",
    ask: { what: "permission", tool: toolName ?? null, text: command ?? fileName ?? title ?? message },
  };
}
