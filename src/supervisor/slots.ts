import { availableParallelism } from "node:os";

/**
 * For work that starts git processes or looks at all processes: more at once are no faster, and hundreds keep each other,
 * and this daemon, from going on.
 */
export const HEAVY_AT_ONCE = Math.max(4, availableParallelism());

/** Lets at most so many pieces of work go on at once; the others wait in the order they came. */
export class Slots {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
