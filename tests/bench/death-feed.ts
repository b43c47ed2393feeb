import type { Client } from "../../src/api/client.ts";

/** Follows the daemon's feed and takes the time of each session's exit there. */
export class DeathFeed {
  readonly #abort = new AbortController();
  readonly #exits = new Map<string, (at: number) => void>();
  readonly #settled = new Set<string>();
  readonly #following: Promise<void>;

  /** @param after cursor from which on the feed is followed */
  constructor(client: Client, after: number) {
    this.#following = this.#follow(client, after);
  }

  /** Milliseconds from just before `kill` to `session.exited` on the feed. */
  async timeDeath(session: string, kill: () => void): Promise<number> {
    const told = new Promise<number>((resolve) => this.#exits.set(session, resolve));
    const start = performance.now();
    kill();
    return (await told) - start;
  }

  isSettled(session: string): boolean {
    return this.#settled.has(session);
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.#following;
  }

  async #follow(client: Client, after: number): Promise<void> {
    for await (const { kind, session } of client.follow({ after }, this.#abort.signal)) {
      if (session === null) continue;
      if (kind === "session.exited") this.#exits.get(session)?.(performance.now());
      if (kind === "session.completed" || kind === "session.zombie") this.#settled.add(session);
    }
  }
}
