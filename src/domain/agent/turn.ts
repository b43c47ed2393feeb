import type { Ask } from "./ask.ts";
import type { Fault } from "./fault.ts";

/**
 * Where an agent stands in its conversation.
 *
 * - starting: it has not said yet that it is ready
 * - idle: it waits for a prompt
 * - working: it is in a turn
 */
export const TURN_STATES = ["starting", "idle", "working"] as const;
export type TurnState = (typeof TURN_STATES)[number];

/** What is known of the conversation of one session's agent. */
export interface Turn {
  sessionId: string;
  state: TurnState;
  /** ms UTC since when */
  since: number;
  /** Turns that have begun. */
  count: number;
  /** The dialog that it shows; null when it shows none that is known. */
  ask: Ask | null;
  /** What broke its last turn off; null after one that went well. */
  fault: Fault | null;
  /** A person broke its last turn off. */
  isInterrupted: boolean;
  /** Its last words at the end of a turn. */
  said: string | null;
  /** Things it has started that go on after its turn. */
  background: number;
  /** How often in a row it was told that its work is not done, since it last moved something. */
  reminders: number;
}
