import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { systemCode } from "../../errors.ts";

/**
 * Since when a daemon that was not stopped has given no sign of life, ms UTC; null when it is well, or none is wanted.
 *
 * @param heartbeat path of its heartbeat file
 * @param staleMs the age from which on it counts as missed
 */
export function missedSince(heartbeat: string, staleMs: number, now: number): number | null {
  const touchedAt = statSync(heartbeat, { throwIfNoEntry: false })?.mtimeMs;
  return touchedAt === undefined || now - touchedAt < staleMs ? null : touchedAt;
}

/** Which sinks have been told of the incident that goes on: a file beside the heartbeat, for as long as that is missed. */
export class Told {
  readonly #path: string;

  constructor(heartbeat: string) {
    this.#path = `${heartbeat}.missed`;
  }

  sinks(): string[] {
    try {
      return readFileSync(this.#path, "utf8").split("\n").filter(Boolean);
    } catch (error) {
      if (systemCode(error) === "ENOENT") return [];
      throw error;
    }
  }

  record(sinks: readonly string[]): void {
    writeFileSync(this.#path, sinks.map((name) => `${name}\n`).join(""), { mode: 0o600 });
  }

  forget(): void {
    rmSync(this.#path, { force: true });
  }
}
