/** Waits until `condition` answers something truthy; fails with `what` after `withinMs`. */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  withinMs = 10_000,
): Promise<NonNullable<Exclude<T, false>>> {
  const end = performance.now() + withinMs;
  for (;;) {
    const answer = await condition();
    if (answer) return answer as NonNullable<Exclude<T, false>>;
    if (performance.now() > end) throw new Error(`waited ${withinMs} ms for: ${what}`);
    await Bun.sleep(5);
  }
}
