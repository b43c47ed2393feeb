import * as v from "valibot";
import type { AgentSignal } from "../../domain/agent/signal.ts";
import { modelFault } from "../model-fault.ts";
import { toolSummary } from "../tool-summary.ts";

const Text = v.fallback(v.nullable(v.string()), null);

const Ready = v.object({ id: v.string(), file: Text });
const Prompt = v.object({ text: v.string() });
const Tool = v.object({ id: v.string(), tool: v.string(), input: v.optional(v.unknown()) });
const ToolEnd = v.object({ id: v.string(), tool: v.string(), failed: v.fallback(v.boolean(), false) });
const TurnEnd = v.object({
  stop: Text,
  said: Text,
  error: Text,
  failures: v.fallback(v.number(), 0),
  response: v.fallback(v.nullable(v.object({ status: v.number(), retryAfter: Text })), null),
});
const Asked = v.object({ tool: v.string(), input: v.optional(v.unknown()) });

/** Pi tries a failed call again this many times unless it is told otherwise, when the error is one of these. */
const RETRIES = 3;
const RETRIED =
  /overloaded|rate.?limit|too many requests|429|50[0234]|unavailable|server.?error|network|connection|fetch failed|socket|timed? ?out|terminated|ended|retry delay/i;

type Reader = (payload: unknown, at: number) => readonly AgentSignal[] | undefined;

/** Answers undefined for what has not that form. */
const reader =
  <S extends v.GenericSchema>(
    schema: S,
    signals: (payload: v.InferOutput<S>, at: number) => readonly AgentSignal[],
  ): Reader =>
  (payload, at) => {
    const result = v.safeParse(schema, payload);
    return result.success ? signals(result.output, at) : undefined;
  };

const READERS: Record<string, Reader> = {
  ready: reader(Ready, ({ id, file }) => [{ kind: "ready", conversation: { id, transcript: file } }]),
  prompt: reader(Prompt, ({ text }) => [{ kind: "prompt", text }]),
  tool_start: reader(Tool, ({ id, tool, input }) => [
    { kind: "tool_started", id, tool, summary: toolSummary(tool, input), permittedMs: permittedMs(input) },
  ]),
  tool_end: reader(ToolEnd, ({ id, tool, failed }) => [
    { kind: "tool_ended", id, tool, summary: tool, failed, tookMs: null },
  ]),
  turn_end: reader(TurnEnd, (end, at) => [turnEnd(end, at)]),
  ask: reader(Asked, ({ tool, input }) => [
    { kind: "asks", ask: { what: "permission", tool, text: toolSummary(tool, input) } },
  ]),
  answered: () => [{ kind: "progress", note: "its question was answered" }],
  compact: () => [{ kind: "progress", note: "it makes its context smaller" }],
  shutdown: reader(v.object({ reason: Text }), ({ reason }) => [{ kind: "ending", reason }]),
};

/** What the extension told. */
export const readPiHook = (event: string, payload: unknown, at: number): readonly AgentSignal[] =>
  (Object.hasOwn(READERS, event) ? READERS[event]?.(payload, at) : undefined) ?? [{ kind: "unknown", event }];

function turnEnd(end: v.InferOutput<typeof TurnEnd>, at: number): AgentSignal {
  if (end.stop === "aborted") return { kind: "interrupted" };
  if (end.stop !== "error") return { kind: "turn_ended", background: 0, said: end.said || null };
  const text = end.error ?? "the model could not be used";
  const waitSeconds = Number(end.response?.retryAfter ?? Number.NaN);
  const until = Number.isFinite(waitSeconds) ? at + waitSeconds * 1000 : null;
  const isRetrying = end.failures <= RETRIES && RETRIED.test(text);
  const status = end.response && end.response.status >= 400 ? end.response.status : null;
  return { kind: "turn_failed", fault: modelFault(text, { status, until, isRetrying }) };
}

/** The time limit that the model gave to a command, in seconds. */
function permittedMs(input: unknown): number | null {
  const limit = v.safeParse(v.object({ timeout: v.pipe(v.number(), v.minValue(1)) }), input);
  return limit.success ? limit.output.timeout * 1000 : null;
}
