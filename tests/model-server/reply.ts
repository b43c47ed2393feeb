/** A tool that the model calls: a kind that every CLI has under some name, or a CLI's own tool as it is. */
export type ToolUse =
  | { bash: string }
  | { write: string; content: string }
  | { raw: { name: string; input: Record<string, unknown> } };

/** What the model answers to one request, whatever the provider. Nothing given is an empty answer. */
export interface Reply {
  thinking?: string;
  text?: string;
  tools?: ToolUse[];
  /** Before the response headers. */
  delayMs?: number;
  /** Before each piece of the stream: lets an answer trickle. */
  paceMs?: number;
  /** Nothing more comes before or after the headers, until the request is released or the server closes. */
  hang?: "headers" | "stream";
  /** The connection breaks in the middle of the answer. */
  drop?: true;
  /** An HTTP error: `error` is its message. */
  status?: number;
  error?: string;
  headers?: Record<string, string>;
  usage?: { input: number; output: number };
  /** Why it ends, when not by itself or for its tools. */
  stop?: "length" | "refusal";
}

/** A tool call with the name and the arguments that the provider's client expects. */
export interface ToolCall {
  id: string;
  name: string;
  input: Record<string, unknown>;
  /** For tools that take plain text in place of arguments. */
  text?: string;
}

/** A reply made ready for one request: tools have their names, nothing is left open. */
export interface Answer {
  id: string;
  model: string;
  thinking: string;
  text: string;
  calls: ToolCall[];
  stop: "end" | "tools" | "length" | "refusal";
  usage: { input: number; output: number };
}
