import type { Message } from "../domain/alerting/message.ts";
import { messageBody } from "./body.ts";
import { runChild } from "./child.ts";

/** Any command, run by sh with the message as JSON on its stdin (see `messageBody`). */
export const command =
  ({ command }: { command: string }) =>
  (message: Message, signal: AbortSignal) =>
    runChild(["sh", "-c", command], messageBody(message), signal);
