import { setImmediate as otherWork } from "node:timers/promises";

/** Takes about a millisecond to read of that many processes. */
const PIECE = 64;

/** Maps one after the other and lets other work go on in between, for lists as long as that of all processes. */
export async function mapInPieces<T, U>(items: readonly T[], map: (item: T) => U): Promise<U[]> {
  const results: U[] = [];
  for (const item of items) {
    if (results.length % PIECE === PIECE - 1) await otherWork();
    results.push(map(item));
  }
  return results;
}
