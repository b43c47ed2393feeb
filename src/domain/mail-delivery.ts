import type { TurnState } from "./agent/turn.ts";
import type { MailPriority } from "./mail.ts";

/** How long a mail waits for others that come with it, so that they cost the agent one turn. */
const GATHER_MS = 400;

/** What is known of an agent that has mail which was not given to it. Times are ms UTC. */
export interface DeliveryFacts {
  mails: readonly { priority: MailPriority; sentAt: number }[];
  /** Something can be typed to it: it lives, has a screen, and nobody is ending it. */
  isReachable: boolean;
  /** null for an agent that tells nothing of its turns: it asks for its mail itself. */
  turn: TurnState | null;
  /** Its task was told to it. */
  hasBegun: boolean;
  /** A fault of its model or a person has broken its last turn off: it goes on by itself, or that person says how. */
  isBroken: boolean;
  /** Its CLI keeps what is typed while it works. */
  takesWhileBusy: boolean;
}

export type MailDelivery =
  /** As a text, which begins a turn. */
  | { do: "send" }
  /** Its hooks hand it over, or it asks for it. */
  | { do: "leave" }
  | { do: "wait"; until: number };

/**
 * How an agent is to get its mail now. While it works its hooks hand it over; when it is idle it is woken, but not for what
 * is of low priority; what is urgent goes at once, where its CLI takes it.
 */
export function decideDelivery(facts: DeliveryFacts, now: number): MailDelivery {
  const { mails, turn } = facts;
  if (!facts.isReachable || !facts.hasBegun || facts.isBroken) return { do: "leave" };
  if (turn === null || turn === "starting") return { do: "leave" };
  const isUrgent = mails.some(({ priority }) => priority === "urgent");
  if (turn === "working") return isUrgent && facts.takesWhileBusy ? { do: "send" } : { do: "leave" };
  const waking = mails.filter(({ priority }) => priority !== "low");
  if (waking.length === 0) return { do: "leave" };
  const until = Math.min(...waking.map(({ sentAt }) => sentAt)) + GATHER_MS;
  return isUrgent || now >= until ? { do: "send" } : { do: "wait", until };
}
