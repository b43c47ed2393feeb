/** limited: a usage limit, or a service that is down; auth: not logged in, or the key is refused. */
export type LimitKind = "limited" | "auth";

/** A wall that all agents of a group run into (a usage limit, a service that is down): none is sent against it before its time. */
export interface Limit {
  /** What its sessions have in common: a name they declared, else their runtime. */
  group: string;
  kind: LimitKind;
  cause: string;
  /** ms UTC of the first strike. */
  beganAt: number;
  /** ms UTC; from then on one session at a time may try. */
  until: number;
  /** How often in a row it was run into, each time after its time had come. */
  strikes: number;
}

const FIRST_WAIT_MS = 60_000;
const MAX_WAIT_MS = 60 * 60_000;

/** What a session ran into. */
export interface Wall {
  group: string;
  /** limited when not given */
  kind?: LimitKind;
  cause: string;
  /** ms UTC; null when it is not known */
  until: number | null;
}

/**
 * The limit after a session ran into it.
 *
 * @param before the limit that is known already. While it holds, running into it says nothing new but a later end
 * @param until when it ends, ms UTC, if that was declared; otherwise the wait doubles with each strike, from 1 minute to 1 hour
 */
export function strike(
  before: Limit | null,
  { group, kind = "limited", cause, until }: Wall,
  now: number,
): Limit {
  if (before !== null && now < before.until)
    return until === null || until <= before.until ? before : { ...before, cause, until };
  const strikes = (before?.strikes ?? 0) + 1;
  const wait = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (strikes - 1));
  return {
    group,
    kind,
    cause,
    beganAt: before?.beganAt ?? now,
    until: until !== null && until > now ? until : now + wait,
    strikes,
  };
}

/** What a limit means for sessions that are to be begun. */
export interface Hold {
  /** ms UTC; none is begun before. */
  opensAt: number;
  /** Sessions of the group that were begun since the limit's time came, and are open. */
  probes: number;
}

const MAX_SPREAD_MS = 60_000;

/** @param jitter 0 ≤ jitter < 1, the same for the life of a daemon: keeps the daemons of one account from trying together */
export function holdOf({ beganAt, until }: Limit, probes: number, jitter: number): Hold {
  const spread = Math.min(MAX_SPREAD_MS, Math.max(0, until - beganAt) / 4);
  return { opensAt: until + Math.round(spread * jitter), probes };
}

/** Output is no event, so a probe that only prints is looked at again. */
export const PROBE_LOOK_MS = 10_000;

/** null when one session of the group may be begun now; else when to ask again, ms UTC. */
export function heldUntil({ opensAt, probes }: Hold, now: number): number | null {
  if (now < opensAt) return opensAt;
  return probes === 0 ? null : now + PROBE_LOOK_MS;
}

/** A message about the limit is output too: only what comes later shows that the agent works. */
const PROOF_MS = 30_000;

/**
 * Whether output shows that the agent has got past the limit. All times on one axis, in ms.
 *
 * @param from when the agent began, or the limit's time came, whichever is later
 */
export const showsProgress = (outputAt: number | null, from: number): boolean =>
  outputAt !== null && outputAt - from >= PROOF_MS;

/** ms UTC from which a limit is forgotten that nothing has run into since its time came. */
export const forgottenAt = ({ until }: Limit): number => until + MAX_WAIT_MS;
