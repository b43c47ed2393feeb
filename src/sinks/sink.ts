import type { Severity } from "../domain/alert.ts";
import type { Message } from "../domain/alerting/message.ts";

/** A channel to people. */
export interface Sink {
  name: string;
  /** Alerts below it do not go here. */
  severity: Severity;
  /** It is also told when an alert is over. */
  tellsResolutions: boolean;
  /**
   * Delivers a message, or gives up when `signal` aborts. A refusal is an answer and is not thrown. No answer holds an
   * address, a token, or anything that the other side wrote.
   */
  deliver(message: Message, signal: AbortSignal): Promise<Answer>;
}

export type Answer = Accepted | Refused;

export interface Accepted {
  accepted: true;
  /** What shows that it was accepted: `HTTP 200`. */
  proof: string;
}

export interface Refused {
  accepted: false;
  why: string;
  /** Whether the same message may be accepted later. */
  retry: boolean;
  /** How long it asks to be left alone, ms. */
  waitMs?: number;
  /** The channel works, but nobody is there to hear: no fault of the channel. */
  isUnheard?: true;
}

export const accepted = (proof: string): Accepted => ({ accepted: true, proof });

/** It may be accepted later. */
export const notNow = (why: string, waitMs?: number): Refused => ({
  accepted: false,
  why,
  retry: true,
  ...(waitMs === undefined ? {} : { waitMs }),
});

/** It will not be accepted later either. */
export const never = (why: string): Refused => ({ accepted: false, why, retry: false });

export const unheard = (why: string): Refused => ({ accepted: false, why, retry: false, isUnheard: true });
