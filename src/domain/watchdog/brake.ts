/** Silences that began within this time of one another have one cause. */
const TOGETHER_MS = 60_000;
const ALWAYS_ALLOWED = 5;
const ALLOWED_SHARE = 0.2;

/**
 * When many sessions fall silent at once, what they have in common failed (a network, a service, our own sight), and
 * ending them mends nothing.
 *
 * @param silentSince observed ms of the last movement of each stalled session, by its id
 * @param openSessions how many sessions are open in all
 * @returns those that must not be ended
 */
export function heldTogether(silentSince: ReadonlyMap<string, number>, openSessions: number): Set<string> {
  const allowed = Math.max(ALWAYS_ALLOWED, openSessions * ALLOWED_SHARE);
  const inOrder = [...silentSince].sort(([, a], [, b]) => a - b);
  const held = new Set<string>();
  let first = 0;
  for (const [last, [, since]] of inOrder.entries()) {
    while (since - (inOrder[first]?.[1] ?? since) > TOGETHER_MS) first += 1;
    if (last - first + 1 <= allowed) continue;
    for (const [id] of inOrder.slice(first, last + 1)) held.add(id);
  }
  return held;
}
