import type { Condition } from "../../domain/alert.ts";

/**
 * Conditions that cannot be read from the database: whoever sees one sets it, and clears it when it is over. Nothing is
 * kept past the daemon's end: what is still the case then is seen and set anew by the next one.
 */
export class Signs {
  readonly #conditions = new Map<string, Condition>();
  readonly #listeners = new Set<() => void>();

  /** Setting the same cause again replaces what is said of it. */
  set(condition: Condition): void {
    const before = this.#conditions.get(condition.cause);
    if (before && Bun.deepEquals(before, condition)) return;
    this.#conditions.set(condition.cause, condition);
    this.#announce();
  }

  /** Does nothing when there is no such cause. */
  clear(cause: string): void {
    if (this.#conditions.delete(cause)) this.#announce();
  }

  list(): Condition[] {
    return [...this.#conditions.values()];
  }

  /** Calls `listener` after every change. Answers the way out. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #announce(): void {
    for (const listener of this.#listeners) listener();
  }
}
