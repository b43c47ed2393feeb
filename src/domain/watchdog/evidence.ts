import type { Attention } from "../session.ts";

/**
 * What can show that a session moves. The first four are progress that a person would see; the others are quiet. `output`
 * is what it writes to its terminal, or for one whose screen moves by itself what changes on the screen beside that.
 */
export const SIGNALS = ["reports", "output", "files", "transcript", "cpu", "io"] as const;
export type Signal = (typeof SIGNALS)[number];

/** When a signal last moved, in observed ms; null when it never did. `unknown` says why it cannot be read at present. */
export interface Movement {
  movedAt: number | null;
  unknown: string | null;
}

/** A tool call that the agent has announced and not yet ended. */
export interface OpenTool {
  /** The agent's own name of the call; null when it gives none. */
  id: string | null;
  name: string;
  /** observed ms */
  openedAt: number;
  /** How long it may take without a sign of life. */
  permittedMs: number;
}

/** What the agent says of itself: that it waits for something, and until when if it knows. */
export interface Declared {
  attention: Attention;
  reason: string | null;
  /** ms UTC; null when it is not known. */
  until: number | null;
  /** observed ms */
  declaredAt: number;
  /** Whoever says so; absent when the agent's own program does. */
  by?: DeclaredBy;
}

/** agent: the model itself, by a command; supervisor: overstory, about a turn that is over. */
export type DeclaredBy = "agent" | "supervisor";

/** Whether it is in a turn of its conversation; "none" for an agent that has none. An idle one waits for its next prompt. */
export type TurnEvidence = "none" | "working" | "idle";

/** What an animated screen showed beside what moves by itself, and when (observed ms). */
export interface SeenMark {
  text: string;
  seenAt: number;
}

/**
 * What the agent's screen shows, as its runtime reads it.
 *
 * - ready: it waits for its next instruction; plain: text of a program that takes none
 * - busy: it says that it works
 * - dialog, prompt: it asks something; full_screen: a program that draws a whole screen is open
 * - limit: it says that a usage limit is reached
 */
export const SCREENS = ["ready", "plain", "busy", "dialog", "prompt", "full_screen", "limit"] as const;
export type Screen = (typeof SCREENS)[number];

/** The only screens into which text may be typed unasked. */
export const TAKES_NUDGES: readonly Screen[] = ["ready", "plain"];

/** "stopped": by SIGSTOP or from the keyboard, so it cannot move. */
export type ProcessEvidence = "alive" | "stopped" | "dead" | { unknown: string };

/** All that is known about whether a session moves. Times are observed ms. */
export interface Evidence {
  /** When the session, or its agent, began: counts as a movement. */
  startedAt: number;
  /** The agent's own process has been seen to start. */
  hasBooted: boolean;
  turn: TurnEvidence;
  process: ProcessEvidence;
  movements: Record<Signal, Movement>;
  openTools: OpenTool[];
  declared: Declared | null;
  /** Some process of it is blocked in reading its terminal. */
  readsTerminal: boolean;
  /** null until it was looked at, which is only done for a session that seems to stand still. */
  screen: Screen | { unknown: string } | null;
  /** The last look at an animated screen; null before the first. */
  mark: SeenMark | null;
}

export const unmoved = (): Record<Signal, Movement> => ({
  reports: { movedAt: null, unknown: null },
  output: { movedAt: null, unknown: null },
  files: { movedAt: null, unknown: null },
  transcript: { movedAt: null, unknown: null },
  cpu: { movedAt: null, unknown: null },
  io: { movedAt: null, unknown: null },
});
