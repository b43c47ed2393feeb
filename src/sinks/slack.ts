import type { Message } from "../domain/alerting/message.ts";
import { messageText, messageTitle } from "../domain/alerting/message-text.ts";
import { post } from "./post.ts";

/** Slack's incoming webhooks, and what understands their bodies. */
export const slack =
  ({ url }: { url: string }) =>
  (message: Message, signal: AbortSignal) => {
    const text = `*${escapeSlack(messageTitle(message))}*\n${escapeSlack(messageText(message))}`;
    return post(
      url,
      { body: JSON.stringify({ text }), headers: { "content-type": "application/json" } },
      signal,
    );
  };

/** Nothing in an alert may become a mention or a link. */
const escapeSlack = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
