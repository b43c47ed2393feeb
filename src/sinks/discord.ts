import type { Message } from "../domain/alerting/message.ts";
import { messageText, messageTitle } from "../domain/alerting/message-text.ts";
import { post } from "./post.ts";

const MOST_CHARACTERS = 2000;

/** Discord's webhooks. Nobody is mentioned, whatever an alert says. */
export const discord =
  ({ url }: { url: string }) =>
  (message: Message, signal: AbortSignal) => {
    const content = `**${messageTitle(message)}**\n${messageText(message)}`.slice(0, MOST_CHARACTERS);
    const body = JSON.stringify({ content, allowed_mentions: { parse: [] } });
    return post(url, { body, headers: { "content-type": "application/json" } }, signal);
  };
