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
