/** What setTimeout holds: longer waits come back at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Like setTimeout, for a wait of any length. Answers how to call it off. */
export function setLongTimeout(run: () => void, ms: number): () => void {
  let timer: Timer;
  const wait = (leftMs: number) => {
    const now = Math.min(Math.max(0, leftMs), LONGEST_MS);
    timer = setTimeout(() => (leftMs > now ? wait(leftMs - now) : run()), now);
  };
  wait(ms);
  return () => clearTimeout(timer);
}
