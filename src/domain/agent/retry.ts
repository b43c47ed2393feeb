import type { AfterTurn } from "./after-turn.ts";
import type { Fault } from "./fault.ts";
import { oneLine } from "./one-line.ts";
import type { Turn } from "./turn.ts";

/** What is known of going on after a fault of the model. Times are ms UTC. */
export interface Retry {
  /** How often in a row it was told to go on, without doing anything since. */
  tries: number;
  /**
   * The wall that its whole group stands before, for a limit or a login: null when it is on no record, else when it was found
   * to be over, or when one of the group may try, and whether that is this one.
   */
  wall: null | { overAt: number } | { opensAt: number; isNext: boolean };
  /** 0 ≤ jitter < 1, the same for the same session: those that were broken off together do not go on together. */
  jitter: number;
}

export const MOST_TRIES = 5;
const FIRST_WAIT_MS = 60_000;
const MOST_WAIT_MS = 30 * 60_000;
/** Those that a wall held back go on one after the other within this time. */
const SPREAD_MS = 15_000;
/** Whether the one that tries has got through is looked at again after this. */
const LOOK_MS = 5000;

/** What is done about an agent whose turn was ended by a fault of its model, which it does not try again by itself. */
export function decideRetry({ since }: Turn, fault: Fault, retry: Retry, now: number): AfterTurn {
  switch (fault.cause) {
    case "limited":
    case "auth":
      return passWall(fault, retry, now);
    case "overloaded":
    case "network":
    case "other":
      return tryAgain(since, fault, retry, now);
    case "context":
      return { do: "ask", reason: `its conversation is too long for its model: ${words(fault)}` };
    case "refused":
      return { do: "ask", reason: `its model refused to answer: ${words(fault)}` };
  }
}

function passWall(fault: Fault, { wall, jitter }: Retry, now: number): AfterTurn {
  if (wall === null) return { do: "strike" };
  const at = "overAt" in wall ? wall.overAt + Math.round(jitter * SPREAD_MS) : wall.opensAt;
  if (now < at) return { do: "wait", until: at };
  if ("isNext" in wall && !wall.isNext) return { do: "wait", until: now + LOOK_MS };
  return { do: "go_on", text: goOn(fault) };
}

function tryAgain(since: number, fault: Fault, { tries, jitter }: Retry, now: number): AfterTurn {
  if (tries >= MOST_TRIES)
    return { do: "ask", reason: `its model could not be reached, ${tries} times in a row: ${words(fault)}` };
  const waitMs = Math.min(MOST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries);
  const at = since + Math.round(waitMs * (1 + jitter / 4));
  return now < at ? { do: "wait", until: at } : { do: "go_on", text: goOn(fault) };
}

const goOn = (fault: Fault): string =>
  `[overstory] Your turn was broken off (${words(fault)}). Go on with your task where you were.`;

const words = ({ text }: Fault): string => oneLine(text, 200);
