/**
 * Observed time counts the milliseconds in which the daemon could see what its sessions did. It stands still while the
 * daemon is down or frozen and while the machine sleeps, and setting the clock does not touch it. All ages of evidence
 * are counted in it.
 */

/** Three clocks read at one moment, in ms. */
export interface Clocks {
  /** Since the epoch; may be set at any time. */
  wall: number;
  /** Since some moment; stands still while the machine sleeps. */
  monotonic: number;
  /** Since the machine's start, its sleep included. */
  sinceBoot: number;
}

export interface ObservedTime {
  /** ms; begins at 0 with the project's first daemon */
  observed: number;
  clocks: Clocks;
}

/**
 * - asleep: the machine was suspended
 * - daemon_down: no daemon ran
 * - daemon_frozen: it ran and was kept from working (SIGSTOP, a paused virtual machine, a blocked event loop)
 * - clock_set: the wall clock was set; `to` is before `from` when it was set back
 */
export const BLIND_KINDS = ["asleep", "daemon_down", "daemon_frozen", "clock_set"] as const;
export type BlindKind = (typeof BLIND_KINDS)[number];

/** A stretch of wall time, ms UTC, that did not count as observed. */
export interface BlindInterval {
  kind: BlindKind;
  from: number;
  to: number;
}

/** Below it a difference between clocks is the noise of reading them one after the other. */
const NOISE_MS = 1000;

/**
 * The time now, from the time at the last reading.
 *
 * @param maxGapMs the longest that may lie between two readings when nothing is wrong; what is past it was not observed
 */
export function observe(
  last: ObservedTime,
  clocks: Clocks,
  maxGapMs: number,
): { now: ObservedTime; blind: BlindInterval[] } {
  const awake = Math.max(0, clocks.monotonic - last.clocks.monotonic);
  const elapsed = Math.max(awake, clocks.sinceBoot - last.clocks.sinceBoot);
  const frozen = Math.max(0, awake - maxGapMs);
  const asleep = elapsed - awake;
  const expectedWall = last.clocks.wall + elapsed;
  const blind: BlindInterval[] = [];
  if (asleep >= NOISE_MS) blind.push({ kind: "asleep", from: expectedWall - asleep, to: expectedWall });
  if (frozen >= NOISE_MS)
    blind.push({ kind: "daemon_frozen", from: expectedWall - asleep - frozen, to: expectedWall - asleep });
  if (Math.abs(clocks.wall - expectedWall) >= NOISE_MS)
    blind.push({ kind: "clock_set", from: expectedWall, to: clocks.wall });
  return { now: { observed: last.observed + awake - frozen, clocks }, blind };
}

/**
 * The time at the start of a daemon, from what the last one wrote down.
 *
 * @param wall when it wrote that, ms UTC
 */
export function resumeObserving(
  saved: { observed: number; wall: number },
  clocks: Clocks,
): { now: ObservedTime; blind: BlindInterval[] } {
  const isGap = clocks.wall - saved.wall >= NOISE_MS;
  return {
    now: { observed: saved.observed, clocks },
    blind: isGap ? [{ kind: "daemon_down", from: saved.wall, to: clocks.wall }] : [],
  };
}
