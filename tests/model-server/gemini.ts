import { type Json, record, records, string, textOf } from "./json.ts";
import { type Provider, pieces } from "./provider.ts";
import type { Answer } from "./reply.ts";
import { type Asked, joinTurns, type Message } from "./request.ts";

/** Gemini: POST /v1beta/models/MODEL:generateContent, and :streamGenerateContent?alt=sse. */
export const gemini: Provider = {
  name: "gemini",
  read,
  stream,
  plain: (answer) => chunkOf(answer, partsOf(answer), true),
  error: (status, message) => ({
    error: { code: status, message, status: ERRORS[status] ?? "INTERNAL" },
  }),
};

const ERRORS: Record<number, string> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
  503: "UNAVAILABLE",
};

const STOPS = { end: "STOP", tools: "STOP", length: "MAX_TOKENS", refusal: "SAFETY" } as const;

function read(body: Json, url: URL): Asked {
  const [, model = "", method = ""] = url.pathname.match(/\/models\/([^:]+):(\w+)/) ?? [];
  return {
    model,
    system: textOf(record(body.systemInstruction).parts),
    messages: joinTurns(records(body.contents).map(readContent)),
    tools: records(body.tools)
      .flatMap((tool) => records(tool.functionDeclarations))
      .map((tool) => ({
        name: string(tool.name),
        takesText: false,
        fields: Object.keys(record(record(tool.parametersJsonSchema ?? tool.parameters).properties)),
      })),
    stream: method === "streamGenerateContent",
    conversation: null,
  };
}

function readContent(content: Json): Message {
  const parts = records(content.parts);
  const results = parts.filter((part) => part.functionResponse).map((part) => record(part.functionResponse));
  const calls = parts.filter((part) => part.functionCall).map((part) => record(part.functionCall));
  return {
    role: content.role === "model" ? "assistant" : "user",
    text: textOf(parts.filter((part) => part.thought !== true)),
    toolResults: results.map(({ id, name, response }) => ({
      id: string(id) || string(name),
      text: string(record(response).output) || JSON.stringify(response),
    })),
    toolCalls: calls.map(({ id, name, args }) => ({
      id: string(id) || string(name),
      name: string(name),
      input: args,
    })),
  };
}

function partsOf({ thinking, text, calls }: Answer): Json[] {
  return [
    ...pieces(thinking).map((text) => ({ text, thought: true })),
    ...pieces(text).map((text) => ({ text })),
    ...calls.map(({ id, name, input }) => ({ functionCall: { id, name, args: input } })),
  ];
}

function chunkOf({ id, model, stop, usage }: Answer, parts: Json[], last: boolean): Json {
  const counts = {
    promptTokenCount: usage.input,
    candidatesTokenCount: usage.output,
    totalTokenCount: usage.input + usage.output,
  };
  return {
    candidates: [
      { content: { role: "model", parts }, index: 0, ...(last ? { finishReason: STOPS[stop] } : {}) },
    ],
    ...(last ? { usageMetadata: counts } : {}),
    modelVersion: model,
    responseId: id,
  };
}

function stream(answer: Answer): string[] {
  const parts = partsOf(answer);
  const chunks = parts.map((part, index) => chunkOf(answer, [part], index === parts.length - 1));
  const all = chunks.length > 0 ? chunks : [chunkOf(answer, [{ text: "" }], true)];
  return all.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`);
}
