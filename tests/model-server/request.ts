import type { Json } from "./json.ts";

export type ProviderName = "anthropic" | "responses" | "chat" | "gemini";

export interface Message {
  role: "user" | "assistant" | "system";
  text: string;
  toolResults: { id: string; text: string }[];
  toolCalls: { id: string; name: string; input: unknown }[];
}

/** What a provider's client asked, in words that are the same for all of them. */
export interface Asked {
  model: string;
  system: string;
  /** Consecutive messages of the assistant are one. */
  messages: Message[];
  tools: OfferedTool[];
  stream: boolean;
  /** The conversation as the client itself names it; null where it names none. */
  conversation: string | null;
}

export interface OfferedTool {
  name: string;
  /** Takes plain text, not arguments. */
  takesText: boolean;
  /** Names of its arguments. */
  fields: string[];
}

export interface ModelRequest extends Omit<Asked, "tools"> {
  /** Counts from 1 in the order of arrival. */
  id: number;
  at: number;
  provider: ProviderName;
  path: string;
  tools: string[];
  /** The last that a person (or overstory) wrote, without what the CLI adds for the model. */
  lastUserText: string;
  /** How many times the assistant has answered in this conversation: the same for each retry of a request. */
  turnIndex: number;
  /** The same, counted since the last user text. */
  step: number;
  /** What the CLI asks for its own sake (a title, a check of the quota, a summary); null for the agent's work. */
  background: string | null;
  headers: Headers;
  raw: Json;
  /** The client went away before it had the whole answer. */
  aborted: boolean;
  /** The answer is out, whole or broken. */
  answered: boolean;
}

/** What was said to the agent, oldest first; text that CLIs add in tags for the model is left out. */
export function userTexts(messages: Message[]): string[] {
  const texts = messages.filter(({ role }) => role === "user").map(({ text }) => withoutAdded(text));
  return texts.filter((text) => text !== "");
}

export function turnIndex(messages: Message[]): number {
  return messages.filter(({ role }) => role === "assistant").length;
}

export function stepOf(messages: Message[]): number {
  const last = messages.findLastIndex(({ role, text }) => role === "user" && withoutAdded(text) !== "");
  return turnIndex(messages.slice(last + 1));
}

/** Consecutive messages of the assistant as one, as providers differ in how they cut an answer. */
export function joinTurns(messages: Message[]): Message[] {
  const joined: Message[] = [];
  for (const message of messages) {
    const before = joined.at(-1);
    if (before?.role !== "assistant" || message.role !== "assistant") joined.push({ ...message });
    else {
      before.text = [before.text, message.text].filter(Boolean).join("\n");
      before.toolCalls = [...before.toolCalls, ...message.toolCalls];
    }
  }
  return joined;
}

function withoutAdded(text: string): string {
  return text
    .replace(/<(system-reminder|environment_context|session_context|user_instructions)\b[\s\S]*?<\/\1>/g, "")
    .trim();
}
