/** The middle value; of an even number the upper one of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error("there is no median of nothing");
  return middle;
}

/**
 * Runs each contender once a round, by turns, so that a noisy machine disturbs all of them alike. Each answers the
 * milliseconds of its own measured part.
 *
 * @returns the median of each, in the contenders' order
 */
export async function race(
  rounds: number,
  contenders: readonly (() => Promise<number>)[],
): Promise<number[]> {
  const samples = contenders.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, contender] of contenders.entries()) samples[index]?.push(await contender());
  }
  return samples.map(median);
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => void | Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Prints the figures of one bench as a table: one row each, columns named by their first keys. */
export function report(title: string, rows: readonly Record<string, string | number>[]): void {
  console.log(`\n${title}`);
  console.log(Bun.inspect.table(rows));
}

/** `12,345` */
export const whole = (value: number): string => Math.round(value).toLocaleString("en-US");
