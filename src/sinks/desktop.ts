import type { Message } from "../domain/alerting/message.ts";
import { messageSeverity, messageText, messageTitle } from "../domain/alerting/message-text.ts";
import { runChild } from "./child.ts";

/** A notification on this machine's desktop: notify-send, on macOS osascript. */
export const desktop = (platform: NodeJS.Platform) => (message: Message, signal: AbortSignal) =>
  runChild(desktopArgv(platform, message), "", signal);

export function desktopArgv(platform: NodeJS.Platform, message: Message): string[] {
  const title = inert(messageTitle(message));
  const text = inert(messageText(message));
  // The text is handed over as an argument, never as part of a script.
  if (platform === "darwin") return ["osascript", ...SCRIPT.flatMap((line) => ["-e", line]), title, text];
  const urgency = messageSeverity(message) === "critical" ? "critical" : "normal";
  return ["notify-send", `--urgency=${urgency}`, "--app-name=overstory", "--", title, escapeMarkup(text)];
}

const SCRIPT = [
  "on run argv",
  "display notification (item 2 of argv) with title (item 1 of argv)",
  "end run",
];

/** No argument can hold NUL. */
const inert = (text: string): string => text.replaceAll("\0", "");

/** Notification servers read the text as simple markup. */
const escapeMarkup = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
