import { type Json, parse, record, records, string, textOf } from "./json.ts";
import { event, type Provider, pieces } from "./provider.ts";
import type { Answer } from "./reply.ts";
import { type Asked, joinTurns, type Message } from "./request.ts";

/** Anthropic Messages: POST /v1/messages. */
export const anthropic: Provider = {
  name: "anthropic",
  read,
  stream,
  plain: (answer) => ({ ...messageOf(answer), content: blocksOf(answer), ...endOf(answer) }),
  error: (status, message) => ({
    type: "error",
    error: { type: ERRORS[status] ?? "api_error", message },
    request_id: "req_test",
  }),
};

const ERRORS: Record<number, string> = {
  400: "invalid_request_error",
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  529: "overloaded_error",
};

const STOPS = { end: "end_turn", tools: "tool_use", length: "max_tokens", refusal: "refusal" } as const;

function read(body: Json): Asked {
  return {
    model: string(body.model),
    system: textOf(body.system),
    messages: joinTurns(records(body.messages).map(readMessage)),
    tools: records(body.tools).map((tool) => ({
      name: string(tool.name),
      takesText: false,
      fields: Object.keys(record(record(tool.input_schema).properties)),
    })),
    stream: body.stream === true,
    conversation: conversationOf(string(record(body.metadata).user_id)),
  };
}

function readMessage(message: Json): Message {
  const blocks = records(message.content);
  const of = (type: string) => blocks.filter((block) => block.type === type);
  return {
    role: message.role === "assistant" ? "assistant" : message.role === "system" ? "system" : "user",
    text: textOf(message.content),
    toolResults: of("tool_result").map((block) => ({
      id: string(block.tool_use_id),
      text: textOf(block.content),
    })),
    toolCalls: of("tool_use").map(({ id, name, input }) => ({ id: string(id), name: string(name), input })),
  };
}

/** Claude Code names its session in the user id: as JSON, or behind `_session_`. */
function conversationOf(user: string): string | null {
  const session = record(parse(user)).session_id;
  return typeof session === "string" ? session : (user.split("_session_")[1] ?? null);
}

function messageOf({ id, model, usage }: Answer): Json {
  return {
    id: `msg_${id}`,
    type: "message",
    role: "assistant",
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: {
      input_tokens: usage.input,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: 1,
    },
  };
}

function blocksOf({ thinking, text, calls }: Answer): Json[] {
  return [
    ...(thinking ? [{ type: "thinking", thinking, signature: "signed" }] : []),
    ...(text ? [{ type: "text", text }] : []),
    ...calls.map(({ id, name, input }) => ({ type: "tool_use", id: `toolu_${id}`, name, input })),
  ];
}

function endOf({ stop, usage }: Answer): Json {
  return {
    stop_reason: STOPS[stop],
    stop_sequence: null,
    usage: { input_tokens: usage.input, output_tokens: usage.output },
  };
}

function stream(answer: Answer): string[] {
  const send = (type: string, data: Json) => event({ type, ...data }, type);
  const { usage, ...delta } = endOf(answer);
  return [
    send("message_start", { message: messageOf(answer) }),
    ...blocksOf(answer).flatMap((block, index) => [
      send("content_block_start", { index, content_block: emptied(block) }),
      ...deltasOf(block).map((delta) => send("content_block_delta", { index, delta })),
      send("content_block_stop", { index }),
    ]),
    send("message_delta", { delta, usage }),
    send("message_stop", {}),
  ];
}

function emptied(block: Json): Json {
  if (block.type === "tool_use") return { ...block, input: {} };
  return block.type === "text"
    ? { type: "text", text: "" }
    : { type: "thinking", thinking: "", signature: "" };
}

function deltasOf(block: Json): Json[] {
  if (block.type === "text") return pieces(string(block.text)).map((text) => ({ type: "text_delta", text }));
  if (block.type === "tool_use")
    return [{ type: "input_json_delta", partial_json: JSON.stringify(block.input) }];
  return [
    ...pieces(string(block.thinking)).map((thinking) => ({ type: "thinking_delta", thinking })),
    { type: "signature_delta", signature: string(block.signature) },
  ];
}
