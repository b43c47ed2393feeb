/**
 * Why a model could not be used.
 *
 * - limited: a usage limit or rate limit; auth: not logged in, or the key is refused
 * - overloaded: the provider has no room; network: it cannot be reached, or the connection broke off
 * - context: what was said is too long for the model
 * - refused: the model or the provider declined this request; other: none of these
 */
export const FAULT_CAUSES = [
  "limited",
  "auth",
  "overloaded",
  "network",
  "context",
  "refused",
  "other",
] as const;
export type FaultCause = (typeof FAULT_CAUSES)[number];

export interface Fault {
  cause: FaultCause;
  /** The CLI's own words, one line. */
  text: string;
  /** When it is over, ms UTC, as the evidence says; null when that is not known. */
  until: number | null;
  /** The CLI tries again by itself: its turn goes on. */
  isRetrying: boolean;
}
