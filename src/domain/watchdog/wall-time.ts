import type { BlindInterval } from "./observed-time.ts";

/** One moment on both axes. */
export interface Anchor {
  /** observed ms */
  observed: number;
  /** ms UTC */
  at: number;
}

/** Answers ms UTC for observed ms. */
export type WallAt = (observed: number) => number;

/**
 * Tells at which wall time (ms UTC) it was so much observed time: the next anchor's, less what was observed in between.
 * Past the last anchor it is what the clock will show if all goes on being observed.
 *
 * @param anchors at least one
 */
export function wallTimes(anchors: readonly Anchor[], blind: readonly BlindInterval[]): WallAt {
  const ascending = anchors.toSorted((a, b) => a.observed - b.observed);
  const gaps = blind.toSorted((a, b) => b.to - a.to);
  return (observed) => {
    const anchor = ascending[firstFrom(ascending, observed)] ?? ascending.at(-1);
    if (!anchor) throw new RangeError("wall times need an anchor");
    return Math.round(
      observed > anchor.observed
        ? anchor.at + observed - anchor.observed
        : goBack(anchor.at, anchor.observed - observed, gaps),
    );
  };
}

/** @param gaps the latest first */
function goBack(at: number, observedMs: number, gaps: readonly BlindInterval[]): number {
  let wall = at;
  let left = observedMs;
  for (const { from, to } of gaps) {
    if (to > wall) continue;
    if (wall - to >= left) break;
    left -= wall - to;
    wall = from;
  }
  return wall - left;
}

/** Index of the first anchor that is not before that time. */
function firstFrom(ascending: readonly Anchor[], observed: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle]?.observed ?? 0) < observed) low = middle + 1;
    else high = middle;
  }
  return low;
}
