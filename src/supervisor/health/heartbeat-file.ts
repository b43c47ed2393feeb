import { rmSync, utimesSync, writeFileSync } from "node:fs";

/** How often a well daemon touches its heartbeat file; see sentry.ts for who looks at it. */
export const TOUCH_MS = 10_000;

/**
 * The sign of life that can be seen from outside: a file whose time of modification a well daemon moves on. It is there
 * from the daemon's start until it stops in order; a touch changes nothing but its times.
 */
export class HeartbeatFile {
  readonly #path: string;
  readonly #clock: () => number;
  #touchedAt = 0;

  /** @param clock ms UTC */
  constructor(path: string, clock: () => number) {
    this.#path = path;
    this.#clock = clock;
  }

  /** Says whose heart it is. */
  begin(identity: { pid: number; instance: string }): void {
    writeFileSync(this.#path, `${JSON.stringify(identity)}\n`, { mode: 0o600 });
    this.#touchedAt = this.#clock();
  }

  /** Moves its time on, if it is old enough to. Throws the system's error when it is gone. */
  touch(): void {
    const now = this.#clock();
    if (Math.abs(now - this.#touchedAt) < TOUCH_MS) return;
    this.#touchedAt = now;
    utimesSync(this.#path, now / 1000, now / 1000);
  }

  end(): void {
    rmSync(this.#path, { force: true });
  }
}
