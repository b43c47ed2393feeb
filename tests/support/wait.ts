/** Between two looks, ms: soon at first, and never so often that to look is most of what the machine does. */
const [LEAST_MS, MOST_MS] = [5, 50];

/** Waits until `condition` answers something truthy; fails with `what` after `withinMs`. */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  withinMs = 10_000,
): Promise<NonNullable<Exclude<T, false>>> {
  const begin = performance.now();
  for (;;) {
    const lookedAt = performance.now();
    const answer = await condition();
    if (answer) return answer as NonNullable<Exclude<T, false>>;
    const now = performance.now();
    if (now > begin + withinMs) throw new Error(`waited ${withinMs} ms for: ${what}`);
    const restMs = Math.max(3 * (now - lookedAt), (now - begin) / 20);
    await Bun.sleep(Math.min(MOST_MS, Math.max(LEAST_MS, restMs)));
  }
}
