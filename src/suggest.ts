/** The candidate nearest to what was typed, if near enough to be meant: for "did you mean …?". */
export function nearest(typed: string, candidates: readonly string[]): string | undefined {
  // Something must be in common: one letter is not a mistyped other one.
  const limit = Math.min(typed.length - 1, Math.max(1, Math.floor(typed.length / 3)));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    const distance = editDistance(typed.toLowerCase(), candidate.toLowerCase());
    const startsAlike = typed.length >= 3 && candidate.toLowerCase().startsWith(typed.toLowerCase());
    const rank = startsAlike ? Math.min(distance, limit) : distance;
    if (rank < bestDistance) [best, bestDistance] = [candidate, rank];
  }
  return best;
}

export function didYouMean(typed: string, candidates: readonly string[]): string {
  const guess = nearest(typed, candidates);
  return guess === undefined ? "" : `; did you mean "${guess}"?`;
}

/** Damerau–Levenshtein distance (adjacent swaps count once). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1);
      row.push(least);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
