import { isOpen, type Session } from "../session.ts";
import type { Ask } from "./ask.ts";
import type { Message } from "./message.ts";
import { oneLine } from "./one-line.ts";
import type { ScreenReading } from "./screen-reading.ts";

/** Whose text it is, and whether it answers what is asked. */
export type Sender = Pick<Message, "origin"> & { isAnswer: boolean };

/** What is on record about the agent. Times are ms UTC. */
export interface OnRecord {
  session: Pick<
    Session,
    "key" | "state" | "attention" | "attentionReason" | "attentionUntil" | "exitedAt" | "pane"
  >;
  /** The dialog that it has told of. */
  ask: Ask | null;
  now: number;
}

/** Why nothing can be typed to its agent ever again; null while it lives. */
export const whyOver = ({ session: { key, state, exitedAt } }: Pick<OnRecord, "session">): string | null =>
  isOpen(state) && exitedAt === null ? null : `${key} has ended`;

/** Why nothing may be typed now, by what is on record; null when it may. */
export function whyHeld({ session, ask, now }: OnRecord, { origin, isAnswer }: Sender): string | null {
  const { key, state, pane, attention, attentionUntil } = session;
  if (state === "booting") return `${key} is not ready yet`;
  if (pane === null) return `${key} has no pane`;
  if (ask !== null) return `${key} asks: ${oneLine(ask.text, 120)} (${answerIt(key)})`;
  if (isAnswer) return null;
  if (attention === "permission") return `${key} waits for a permission (${answerIt(key)})`;
  if (attention === "approval") return `${key} waits for an approval (overstory approve ${key})`;
  // Who gives it more to do may know that a limit or a lost login is over; so may the supervisor.
  if (attention === "limited" && origin === "operator" && attentionUntil !== null && attentionUntil > now)
    return `${key} has reached a limit`;
  if (attention === null || origin === "operator") return null;
  if (origin === "supervisor" && (attention === "limited" || attention === "auth")) return null;
  return `${key} waits: ${attention}`;
}

/** What a runtime's screens take. */
export interface ScreenHabits {
  /** What is submitted while it works is kept. */
  takesWhileBusy: boolean;
  /** What it asks is answered with text, as its dialogs have no keys that are known. */
  takesTextAnswers: boolean;
  /** It has an input of its own: a screen without one is just drawn, or what is left of it. */
  showsInput: boolean;
}

/** Why nothing may be typed into this screen; null when it may. In doubt it may not. */
export function whyScreenHolds(
  key: string,
  { screen, dialog }: Pick<ScreenReading, "screen" | "dialog">,
  { isAnswer }: Sender,
  { takesWhileBusy, takesTextAnswers, showsInput }: ScreenHabits,
): string | null {
  if (screen === "full_screen") return `${key} has a full-screen program open (overstory attach ${key})`;
  const asks = dialog !== null || screen === "dialog" || screen === "prompt";
  if (asks) {
    if (isAnswer && takesTextAnswers && !dialog?.options.length) return null;
    const what = dialog?.text ? `: ${oneLine(dialog.text, 120)}` : "";
    return `the screen of ${key} asks something${what} (${answerIt(key)})`;
  }
  if (screen === "plain" && showsInput)
    return `the screen of ${key} shows no input (overstory attach ${key})`;
  return screen === "busy" && !takesWhileBusy ? `${key} works` : null;
}

const answerIt = (key: string): string => `overstory answer ${key}`;
