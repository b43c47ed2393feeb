import type { Attention } from "../session.ts";
import { oneLine } from "./one-line.ts";
import type { Dialog } from "./screen-reading.ts";

const REASON_LENGTH = 100;

/** What an agent waits for that shows this dialog. */
export const attentionOf = ({
  what,
}: Pick<Dialog, "what">): Extract<Attention, "permission" | "question" | "auth"> => {
  if (what === "permission" || what === "trust") return "permission";
  return what === "login" ? "auth" : "question";
};

/** Why it waits, with the line that goes on from there. */
export function reasonOf({ text, options }: Dialog, sessionKey: string): string {
  const asked = oneLine(text, REASON_LENGTH) || "its screen asks something";
  const command = options.length > 0 ? "answer" : "attach";
  return `${asked} (overstory ${command} ${sessionKey})`;
}
