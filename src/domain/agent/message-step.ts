import { isDraftOf } from "./draft.ts";
import type { Message } from "./message.ts";
import { oneLine } from "./one-line.ts";
import type { ScreenReading } from "./screen-reading.ts";

/** An Enter that comes with the text is taken for a part of it by programs that tell pasting from typing by time. */
const ENTER_AFTER_MS = 250;
/** A program may take its time to show what was pasted. */
const SHOWN_WITHIN_MS = 10_000;
/** By then an agent that got its Enter has taken the text, or at least emptied its input. */
const TAKEN_WITHIN_MS = 2000;
const MOST_ENTERS = 2;
/** What stands in the input already gets this long, whatever its time. */
const ENTERED_WITHIN_MS = 10_000;
/** A proof may come after the time in which the message was to be submitted. */
const PROOF_WITHIN_MS = 60_000;
const LOOK_AGAIN_MS = 1000;
const LOOK_SOON_MS = 200;

/** What this daemon has done about a message, ms UTC; an earlier daemon's deeds are in the message alone. */
export interface Handling {
  pastedAt: number | null;
  enters: number;
  enteredAt: number | null;
  /** The input is free again: the next message may be typed, and only the proof is waited for. */
  isReleased: boolean;
}

export const UNTOUCHED: Handling = { pastedAt: null, enters: 0, enteredAt: null, isReleased: false };

/** What is known when the next step of a message is decided. */
export interface Sight {
  now: number;
  /** Why nothing can be typed any more, and why not now; null when it can. */
  over: string | null;
  held: string | null;
  /** The same by the screen as it is. */
  screenHeld: string | null;
  /** What stands in the input, null when that cannot be told; undefined when the screen could not be read. */
  draft: ScreenReading["draft"] | undefined;
  /** It is in a turn: what it has been given meanwhile, it may take up only after that. */
  isWorking: boolean;
  /** Its runtime proves that a message was seen. */
  isProvable: boolean;
}

/**
 * - wait: look again then, or when something is told of the session; `reason` is what it waits for
 * - type: put it into the input; typed: it stands there, as an earlier daemon left it
 * - enter: press Enter
 * - release: it is on its way, see `Handling`; expire: it is given up
 */
export type MessageStep =
  | { do: "wait"; forMs: number; reason: string | null }
  | { do: "type" | "typed" | "enter" | "release" }
  | { do: "expire"; reason: string };

type Course = Pick<Message, "state" | "submit" | "typedAt" | "submittedAt" | "expiresAt">;
type Underway = Course & Pick<Message, "text">;

const wait = (reason: string | null, forMs = LOOK_AGAIN_MS): MessageStep => ({ do: "wait", forMs, reason });
const expire = (reason: string): MessageStep => ({ do: "expire", reason });

/**
 * What is to be done next about a message that is under way. No text is put into an input twice, whatever happened in
 * between; Enter is pressed only on what stands there, and never while the screen asks something.
 */
export const nextStep = (message: Underway, handling: Handling, sight: Sight): MessageStep =>
  handling.isReleased
    ? proofStep(message, sight)
    : inTime(message, sight, chooseStep(message, handling, sight));

/** The same for one that is released, of which nothing but its proof is waited for. */
export const proofStep = (message: Course, sight: Sight): MessageStep =>
  inTime(
    message,
    sight,
    sight.over === null
      ? wait("it is not proven yet that it was seen")
      : afterEnd(message, sight, sight.over),
  );

function inTime(message: Course, sight: Sight, step: MessageStep): MessageStep {
  if (step.do !== "wait") return step;
  const leftMs = givenUpAt(message) - sight.now;
  if (message.submittedAt !== null && sight.isWorking && sight.over === null) return step;
  if (leftMs > 0) return { ...step, forMs: Math.min(step.forMs, leftMs) };
  return expire(whyGivenUp(message, step.reason));
}

/** What is begun is brought to its end. */
function givenUpAt({ typedAt, submittedAt, expiresAt }: Course): number {
  if (submittedAt !== null) return Math.max(expiresAt, submittedAt + PROOF_WITHIN_MS);
  return typedAt === null ? expiresAt : Math.max(expiresAt, typedAt + ENTERED_WITHIN_MS);
}

function chooseStep(message: Underway, handling: Handling, sight: Sight): MessageStep {
  if (sight.over !== null) return afterEnd(message, sight, sight.over);
  if (message.submittedAt !== null) return afterEnter(message, handling, sight);
  if (message.state === "typed") return beforeEnter(message, handling, sight);
  return message.typedAt === null ? beforeTyping(sight) : afterCrash(message, sight);
}

/** What an agent said last may be taken in after it has ended. */
function afterEnd(message: Course, { now, isProvable }: Sight, over: string): MessageStep {
  const { submittedAt } = message;
  const mayBeProven = isProvable && submittedAt !== null && now < submittedAt + PROOF_WITHIN_MS;
  return mayBeProven ? wait(over) : expire(whyGivenUp(message, over));
}

function beforeTyping({ held, screenHeld, draft, isProvable }: Sight): MessageStep {
  const reason = held ?? screenHeld;
  if (reason !== null) return wait(reason);
  if (draft === undefined) return wait(UNREAD);
  if (draft === null && isProvable) return wait(UNTOLD);
  if (draft) return wait(otherDraft(draft));
  return { do: "type" };
}

/** It was begun to be typed, by an earlier daemon or in a call to tmux that broke off. */
function afterCrash(message: Underway, sight: Sight): MessageStep {
  const { now, held, screenHeld, draft, isProvable } = sight;
  const reason = held ?? screenHeld;
  if (reason !== null) return wait(reason);
  if (draft === undefined) return wait(UNREAD);
  if (draft === null && isProvable) return wait(UNTOLD);
  if (draft && isDraftOf(draft, message.text)) return { do: "typed" };
  if (draft === "" && now - (message.typedAt ?? 0) < SHOWN_WITHIN_MS) return wait(null, LOOK_SOON_MS);
  return isProvable ? { do: "release" } : expire("it is not known whether it was typed");
}

function beforeEnter(message: Underway, { pastedAt }: Handling, sight: Sight): MessageStep {
  const { now, held, screenHeld, draft, isProvable } = sight;
  const age = now - (pastedAt ?? message.typedAt ?? 0);
  if (age < ENTER_AFTER_MS) return wait(null, ENTER_AFTER_MS - age);
  // Where nothing tells what stands in the input, the text itself may look like a question on the screen.
  if (draft === null && !isProvable) return { do: "enter" };
  const reason = held ?? screenHeld;
  if (reason !== null) return wait(reason, LOOK_SOON_MS);
  if (draft === undefined) return wait(UNREAD);
  if (draft === null) return wait(UNTOLD);
  if (draft !== "" && !isDraftOf(draft, message.text)) return wait(otherDraft(draft));
  if (draft === "" && age < SHOWN_WITHIN_MS) return wait(null, LOOK_SOON_MS);
  // A person has taken it out, or pressed Enter.
  if (draft === "") return isProvable ? { do: "release" } : expire("its input does not show it");
  return { do: "enter" };
}

function afterEnter(message: Underway, { enters, enteredAt }: Handling, sight: Sight): MessageStep {
  const { now, held, screenHeld, draft, isProvable } = sight;
  const isOurs = draft ? isDraftOf(draft, message.text) : false;
  if (enteredAt === null && message.state === "typed" && !isOurs && !isProvable)
    return draft === undefined ? wait(UNREAD) : expire("it is not known whether Enter was pressed after it");
  if (draft === null && !isProvable) return { do: "release" };
  if (draft === "") return { do: "release" };
  if (enteredAt !== null && now - enteredAt < TAKEN_WITHIN_MS) return wait(null, LOOK_SOON_MS);
  if (draft === undefined) return wait(UNREAD);
  // What stands below a dialog is seen when that is gone.
  if (draft === null && screenHeld !== null) return wait(screenHeld);
  if (!isOurs) return { do: "release" };
  const reason = held ?? screenHeld;
  if (reason !== null) return wait(reason, LOOK_SOON_MS);
  return enters < MOST_ENTERS
    ? { do: "enter" }
    : wait("it stands in its input, and Enter does not submit it");
}

const UNREAD = "its screen cannot be read";
/** A person may have gone back to the start of what they typed. */
const UNTOLD = "it cannot be told whether something stands in its input";
const otherDraft = (draft: string): string => `something else stands in its input: ${oneLine(draft, 60)}`;

/** What is true of a message that is given up. */
function whyGivenUp({ state, typedAt, submittedAt }: Course, reason: string | null): string {
  const why = reason ?? "its time was over";
  if (submittedAt !== null) return `${why}; it was typed, and may have been read`;
  if (state === "typed") return `${why}; it was typed, but Enter was not pressed after it`;
  return typedAt === null ? why : `${why}; it may have been typed`;
}
