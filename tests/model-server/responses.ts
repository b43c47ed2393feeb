import { openAiError } from "./chat.ts";
import { type Json, parse, record, records, string, textOf } from "./json.ts";
import { event, type Provider, pieces } from "./provider.ts";
import type { Answer } from "./reply.ts";
import { type Asked, joinTurns, type Message, type OfferedTool } from "./request.ts";

/** OpenAI Responses: POST /v1/responses. */
export const responses: Provider = {
  name: "responses",
  read,
  stream,
  plain: (answer) => responseOf(answer, "completed", itemsOf(answer)),
  error: openAiError,
};

function read(body: Json, _url: URL, headers: Headers): Asked {
  const input =
    typeof body.input === "string" ? [{ role: "user", content: body.input }] : records(body.input);
  const added = input
    .filter(({ type }) => type === "additional_tools")
    .flatMap(({ tools }) => records(tools));
  return {
    model: string(body.model),
    system: string(body.instructions),
    messages: joinTurns(input.flatMap(readItem)),
    tools: [...records(body.tools), ...added].map(readTool),
    stream: body.stream === true,
    conversation: headers.get("thread-id") ?? (string(body.prompt_cache_key) || null),
  };
}

function readTool(tool: Json): OfferedTool {
  return {
    name: string(tool.name) || string(tool.type),
    takesText: tool.type === "custom",
    fields: Object.keys(record(record(tool.parameters).properties)),
  };
}

function readItem(item: Json): Message[] {
  const type = string(item.type) || "message";
  const empty = { text: "", toolResults: [], toolCalls: [] };
  if (type.endsWith("_call_output"))
    return [
      {
        ...empty,
        role: "user",
        toolResults: [
          { id: string(item.call_id), text: textOf(item.output) || JSON.stringify(item.output ?? "") },
        ],
      },
    ];
  if (type === "function_call" || type === "custom_tool_call")
    return [
      {
        ...empty,
        role: "assistant",
        toolCalls: [
          {
            id: string(item.call_id),
            name: string(item.name),
            input: parse(string(item.arguments ?? item.input)),
          },
        ],
      },
    ];
  if (type !== "message") return [];
  return [{ ...empty, role: roleOf(string(item.role)), text: textOf(item.content) }];
}

const roleOf = (role: string) => (role === "assistant" || role === "user" ? role : "system");

function responseOf({ id, model, usage }: Answer, status: string, output: Json[]): Json {
  return {
    id: `resp_${id}`,
    object: "response",
    created_at: Math.floor(Date.now() / 1000),
    status,
    model,
    output,
    usage: status === "completed" ? usageOf(usage) : null,
  };
}

function usageOf({ input, output }: Answer["usage"]): Json {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
}

function itemsOf({ id, thinking, text, calls }: Answer): Json[] {
  return [
    ...(thinking
      ? [{ type: "reasoning", id: `rs_${id}`, summary: [{ type: "summary_text", text: thinking }] }]
      : []),
    ...(text
      ? [
          {
            type: "message",
            id: `item_${id}`,
            role: "assistant",
            status: "completed",
            content: [{ type: "output_text", text, annotations: [] }],
          },
        ]
      : []),
    ...calls.map((call) => ({
      id: `fc_${call.id}`,
      call_id: `call_${call.id}`,
      ...calledName(call.name),
      status: "completed",
      ...(call.text === undefined
        ? { type: "function_call", arguments: JSON.stringify(call.input) }
        : { type: "custom_tool_call", input: call.text }),
    })),
  ];
}

/** Tools of an MCP server are offered in a group of their own: `mcp__server/tool`. */
function calledName(name: string): Json {
  const [group = "", tool] = name.split("/");
  return tool === undefined ? { name } : { namespace: group, name: tool };
}

function stream(answer: Answer): string[] {
  let sequence = 0;
  const send = (type: string, data: Json) => event({ type, sequence_number: sequence++, ...data }, type);
  const items = itemsOf(answer);
  return [
    send("response.created", { response: responseOf(answer, "in_progress", []) }),
    ...items.flatMap((item, index) => [
      send("response.output_item.added", { output_index: index, item: emptied(item) }),
      ...deltasOf(item).map(([type, delta]) =>
        send(type, { item_id: item.id, output_index: index, content_index: 0, delta }),
      ),
      send("response.output_item.done", { output_index: index, item }),
    ]),
    send("response.completed", { response: responseOf(answer, "completed", items) }),
  ];
}

function emptied(item: Json): Json {
  if (item.type === "message") return { ...item, content: [], status: "in_progress" };
  if (item.type === "function_call") return { ...item, arguments: "", status: "in_progress" };
  return item.type === "reasoning" ? { ...item, summary: [] } : { ...item, input: "", status: "in_progress" };
}

function deltasOf(item: Json): [string, string][] {
  if (item.type === "message")
    return pieces(textOf(item.content)).map((text) => ["response.output_text.delta", text]);
  if (item.type === "function_call")
    return [["response.function_call_arguments.delta", string(item.arguments)]];
  return [];
}
