import type { Severity } from "../domain/alert.ts";
import type { Message } from "../domain/alerting/message.ts";
import { messageSeverity, messageText, messageTitle } from "../domain/alerting/message-text.ts";
import { post } from "./post.ts";

const PRIORITY: Record<Severity, string> = { info: "low", warning: "default", critical: "urgent" };
const TAG: Record<Severity, string> = {
  info: "information_source",
  warning: "warning",
  critical: "rotating_light",
};
/** A longer text becomes an attachment. */
const MOST_BYTES = 4096;

/** A topic of ntfy.sh or of an own ntfy server. */
export const ntfy =
  ({ url, token }: { url: string; token: string | undefined }) =>
  (message: Message, signal: AbortSignal) => {
    const severity = messageSeverity(message);
    const headers = {
      title: headerText(messageTitle(message)),
      priority: PRIORITY[severity],
      tags: TAG[severity],
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    return post(url, { body: cutBytes(messageText(message), MOST_BYTES), headers }, signal);
  };

/** A header holds ASCII alone; ntfy reads the encoded words of mail (RFC 2047). */
const headerText = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString("base64")}?=`;

/** Whole characters only. */
const cutBytes = (text: string, most: number): string =>
  new TextDecoder().decode(Buffer.from(text).subarray(0, most)).replace(/\ufffd$/, "");
