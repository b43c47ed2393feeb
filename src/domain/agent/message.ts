/**
 * A text for an agent on its way into its pane.
 *
 * - queued: waits for its turn, or for a screen into which may be typed; `reason` says for what
 * - typed: it stands in the agent's input; submitted: Enter was pressed after it
 * - seen: the agent has taken it as a prompt, whole: proven by its hooks or transcript
 * - expired: not delivered; `reason` says why, and whether it may have been read all the same
 *
 * `seen` and `expired` are final; where the runtime cannot prove that a message was seen, or none was to be pressed,
 * `submitted` and `typed` are.
 */
export const MESSAGE_STATES = ["queued", "typed", "submitted", "seen", "expired"] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

export const MESSAGE_ORIGINS = ["operator", "watchdog", "supervisor"] as const;
export type MessageOrigin = (typeof MESSAGE_ORIGINS)[number];

export interface Message {
  id: string;
  /** `MESSAGE-001` */
  key: string;
  sessionId: string;
  origin: MessageOrigin;
  text: string;
  /** Press Enter after it. */
  submit: boolean;
  state: MessageState;
  /** Why it still waits, or was not delivered. */
  reason: string | null;
  /** Times are ms UTC. */
  queuedAt: number;
  typedAt: number | null;
  submittedAt: number | null;
  seenAt: number | null;
  /** What is not submitted by then is given up. */
  expiresAt: number;
}

/** It without its text, which may be long. */
export type MessageHead = Omit<Message, "text">;

/** Whether something may still become of it. */
export function isUnderway(
  { state, submit }: Pick<Message, "state" | "submit">,
  isProvable: boolean,
): boolean {
  if (state === "queued") return true;
  return submit && (state === "typed" || (state === "submitted" && isProvable));
}

/** What it can come to at best. */
export function bestState(
  { submit }: Pick<Message, "submit">,
  isProvable: boolean,
): "typed" | "submitted" | "seen" {
  if (!submit) return "typed";
  return isProvable ? "seen" : "submitted";
}

const COURSE = ["queued", "typed", "submitted", "seen"] as const satisfies readonly MessageState[];

/** Whether it is in that state, or past it. */
export const hasReached = ({ state }: Pick<Message, "state">, wanted: (typeof COURSE)[number]): boolean =>
  state !== "expired" && COURSE.indexOf(state) >= COURSE.indexOf(wanted);
