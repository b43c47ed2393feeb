import * as v from "valibot";
import { oneLine } from "../../domain/agent/one-line.ts";
import type { AgentSignal } from "../../domain/agent/signal.ts";
import { modelFault } from "../model-fault.ts";
import { toolSummary } from "../tool-summary.ts";

const Text = v.fallback(v.nullable(v.string()), null);
const Amount = v.fallback(v.number(), 0);

const Ready = v.object({ session: Text });
const Prompt = v.object({ text: v.string() });
const Call = v.object({ id: v.string(), tool: v.string(), input: v.optional(v.unknown()) });
const CallEnd = v.object({
  ...Call.entries,
  failed: v.fallback(v.boolean(), false),
  tookMs: v.fallback(v.nullable(v.number()), null),
});
const Permission = v.object({
  permission: v.string(),
  tool: v.string(),
  patterns: v.fallback(v.array(v.string()), []),
  metadata: v.fallback(v.object({ command: Text, filepath: Text }), { command: null, filepath: null }),
});
const Question = v.object({
  questions: v.array(
    v.object({
      question: v.string(),
      options: v.fallback(v.array(v.object({ label: v.string() })), []),
    }),
  ),
});
const Failure = v.object({
  name: v.string(),
  message: Text,
  status: v.fallback(v.nullable(v.number()), null),
  retryAfter: Text,
});
type Failure = v.InferOutput<typeof Failure>;
const Idle = v.object({ said: Text, error: v.fallback(v.nullable(Failure), null) });
const Retry = v.object({ message: v.string(), next: v.fallback(v.nullable(v.number()), null) });
const Usage = v.object({
  id: v.string(),
  model: v.string(),
  cost: Amount,
  tokens: v.object({
    input: Amount,
    output: Amount,
    reasoning: Amount,
    cache: v.fallback(v.object({ read: Amount, write: Amount }), { read: 0, write: 0 }),
  }),
});
const Progress = v.object({ note: v.string() });

type Reader = (payload: unknown, at: number) => AgentSignal | undefined;

/** Answers undefined for what has not that form. */
const reader =
  <S extends v.GenericSchema>(
    schema: S,
    toSignal: (payload: v.InferOutput<S>, at: number) => AgentSignal,
  ): Reader =>
  (payload, at) => {
    const result = v.safeParse(schema, payload);
    return result.success ? toSignal(result.output, at) : undefined;
  };

const READERS = new Map<string, Reader>([
  [
    "ready",
    reader(Ready, ({ session }) => ({
      kind: "ready",
      conversation: session === null ? null : { id: session, transcript: null },
    })),
  ],
  ["prompt", reader(Prompt, ({ text }) => ({ kind: "prompt", text }))],
  [
    "tool_start",
    reader(Call, ({ id, tool, input }) => ({
      kind: "tool_started",
      id,
      tool,
      summary: toolSummary(tool, input),
      permittedMs: permittedMs(input),
    })),
  ],
  [
    "tool_end",
    reader(CallEnd, ({ id, tool, input, failed, tookMs }) => ({
      kind: "tool_ended",
      id,
      tool,
      summary: toolSummary(tool, input),
      failed,
      tookMs,
    })),
  ],
  [
    "permission",
    reader(Permission, (asked) => ({
      kind: "asks",
      ask: { what: "permission", tool: asked.tool, text: permissionText(asked) },
    })),
  ],
  [
    "question",
    reader(Question, ({ questions }) => ({
      kind: "asks",
      ask: { what: "question", tool: "question", text: questions.map(questionText).join("\n") },
    })),
  ],
  ["idle", reader(Idle, ({ said, error }, at) => endOf(said, error, at))],
  [
    "retry",
    reader(Retry, ({ message, next }) => ({
      kind: "turn_failed",
      fault: modelFault(message, { until: next, isRetrying: true }),
    })),
  ],
  ["usage", reader(Usage, usageOf)],
  ["progress", reader(Progress, ({ note }) => ({ kind: "progress", note: oneLine(note, 200) }))],
]);

/** What the plugin told. */
export const readOpencodeHook = (event: string, payload: unknown, at: number): readonly AgentSignal[] => [
  READERS.get(event)?.(payload, at) ?? { kind: "unknown", event },
];

/** A command can be given a time by the model. */
function permittedMs(input: unknown): number | null {
  const parsed = v.safeParse(v.object({ timeout: v.pipe(v.number(), v.minValue(1)) }), input);
  return parsed.success ? parsed.output.timeout : null;
}

function permissionText({ permission, patterns, metadata }: v.InferOutput<typeof Permission>): string {
  const what = metadata.command ?? metadata.filepath ?? patterns.join(", ");
  return what === "" ? permission : `${permission}: ${what}`;
}

const questionText = ({ question, options }: v.InferOutput<typeof Question>["questions"][number]): string =>
  [question, ...options.map(({ label }, index) => `${index + 1}. ${label}`)].join("\n");

function endOf(said: string | null, error: Failure | null, at: number): AgentSignal {
  if (error === null) return { kind: "turn_ended", background: 0, said };
  if (error.name === "MessageAbortedError") return { kind: "interrupted" };
  const { name, message, status, retryAfter } = error;
  const seconds = Number(retryAfter ?? Number.NaN);
  const until = Number.isNaN(seconds) ? null : at + seconds * 1000;
  const fault = modelFault(message ?? name, { status, until });
  return { kind: "turn_failed", fault: { ...fault, cause: CAUSES[name] ?? fault.cause } };
}

const CAUSES: Record<string, "auth" | "context"> = {
  ProviderAuthError: "auth",
  ContextOverflowError: "context",
};

function usageOf({ id, model, cost, tokens }: v.InferOutput<typeof Usage>): AgentSignal {
  const { input, output, reasoning, cache } = tokens;
  const sample = {
    id,
    model,
    inputTokens: input,
    outputTokens: output + reasoning,
    cacheReadTokens: cache.read,
    cacheWriteTokens: cache.write,
    // Also what it knows no price of costs nothing.
    costUsd: cost > 0 ? cost : null,
  };
  return { kind: "usage", samples: [sample] };
}
