const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** How long a message is tried that its sink does not accept. */
const GIVE_UP_AFTER_MS = 24 * 60 * 60_000;
/** Failed attempts in a row after which a sink counts as dead. */
const DEAD_AFTER = 3;

/**
 * How long to leave a sink alone after failed attempts in a row: 1 s, 2 s, 4 s … up to 5 minutes.
 *
 * @param asked how long it asked to be left alone, ms
 */
export const waitAfter = (failures: number, asked = 0): number =>
  Math.max(asked, Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)));

/** @param firstDueAt when it was to be told first, ms UTC */
export const isGivenUp = (firstDueAt: number, now: number): boolean => now - firstDueAt > GIVE_UP_AFTER_MS;

export const isDead = ({ failures }: { failures: number }): boolean => failures >= DEAD_AFTER;
