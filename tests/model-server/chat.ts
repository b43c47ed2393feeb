import { type Json, parse, record, records, string, textOf } from "./json.ts";
import { event, type Provider, pieces } from "./provider.ts";
import type { Answer } from "./reply.ts";
import { type Asked, joinTurns, type Message } from "./request.ts";

/** OpenAI Chat Completions: POST /v1/chat/completions. */
export const chat: Provider = {
  name: "chat",
  read,
  stream,
  plain: (answer) => ({
    ...headOf(answer, "chat.completion"),
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: answer.text || null, ...callsOf(answer) },
        finish_reason: STOPS[answer.stop],
      },
    ],
    usage: usageOf(answer),
  }),
  error: openAiError,
};

const STOPS = { end: "stop", tools: "tool_calls", length: "length", refusal: "content_filter" } as const;

export function openAiError(status: number, message: string): Json {
  const type = status === 401 ? "authentication_error" : status === 429 ? "rate_limit_error" : "server_error";
  return {
    error: { message, type: status === 400 ? "invalid_request_error" : type, param: null, code: null },
  };
}

function read(body: Json, _url: URL, headers: Headers): Asked {
  const messages = records(body.messages);
  const isSystem = ({ role }: Json) => role === "system" || role === "developer";
  return {
    model: string(body.model),
    system: messages
      .filter(isSystem)
      .map(({ content }) => textOf(content))
      .join("\n"),
    messages: joinTurns(messages.filter((message) => !isSystem(message)).map(readMessage)),
    tools: records(body.tools).map((tool) => ({
      name: string(record(tool.function).name),
      takesText: false,
      fields: Object.keys(record(record(record(tool.function).parameters).properties)),
    })),
    stream: body.stream === true,
    conversation: headers.get("x-session-id"),
  };
}

function readMessage(message: Json): Message {
  const text = textOf(message.content);
  if (message.role === "tool")
    return {
      role: "user",
      text: "",
      toolResults: [{ id: string(message.tool_call_id), text }],
      toolCalls: [],
    };
  return {
    role: message.role === "assistant" ? "assistant" : "user",
    text,
    toolResults: [],
    toolCalls: records(message.tool_calls).map((call) => ({
      id: string(call.id),
      name: string(record(call.function).name),
      input: parse(string(record(call.function).arguments)),
    })),
  };
}

function headOf({ id, model }: Answer, object: string): Json {
  return { id: `chatcmpl-${id}`, object, created: Math.floor(Date.now() / 1000), model };
}

function usageOf({ usage: { input, output } }: Answer): Json {
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}

function callsOf({ calls }: Answer): Json {
  if (calls.length === 0) return {};
  return {
    tool_calls: calls.map(({ id, name, input }, index) => ({
      index,
      id: `call_${id}`,
      type: "function",
      function: { name, arguments: JSON.stringify(input) },
    })),
  };
}

function stream(answer: Answer): string[] {
  const head = headOf(answer, "chat.completion.chunk");
  const send = (delta: Json, finish_reason: string | null = null) =>
    event({ ...head, choices: [{ index: 0, delta, finish_reason }] });
  return [
    send({ role: "assistant", content: "" }),
    ...pieces(answer.thinking).map((reasoning_content) => send({ reasoning_content })),
    ...pieces(answer.text).map((content) => send({ content })),
    ...(answer.calls.length > 0 ? [send(callsOf(answer))] : []),
    send({}, STOPS[answer.stop]),
    event({ ...head, choices: [], usage: usageOf(answer) }),
    "data: [DONE]\n\n",
  ];
}
