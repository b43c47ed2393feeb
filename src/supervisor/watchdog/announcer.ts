import type { Session } from "../../domain/session.ts";
import type { WatchPolicy } from "../../domain/watchdog/policy.ts";
import type { Verdict } from "../../domain/watchdog/verdict.ts";
import type { Signs } from "../alerts/signs.ts";

const FLEET = "fleet_stalled";
const unknownCause = (key: string) => `session_unknown:${key}`;

/** Tells people what only the watchdog knows and no row of the database shows. */
export class Announcer {
  readonly #signs: Signs;
  /** Since when a session cannot be judged, observed ms, by key. */
  readonly #unknownSince = new Map<string, number>();

  constructor(signs: Signs) {
    this.#signs = signs;
  }

  /** @param keys the sessions that are not ended because they fell silent together */
  fleet(keys: readonly string[]): void {
    if (keys.length === 0) this.#signs.clear(FLEET);
    else
      this.#signs.set({
        cause: FLEET,
        kind: "fleet_stalled",
        severity: "critical",
        subject: "watchdog",
        message: `${keys.length} sessions fell silent within a minute; none of them is ended`,
        hint: "what do they share? the network, an account, a full disk? overstory sessions lists them",
      });
  }

  /** A session that can be seen again, or as long as it may be silent anyway, is no news. */
  judged({ key, name }: Session, verdict: Verdict, policy: WatchPolicy, observed: number): void {
    if (verdict.verdict !== "unknown") {
      this.forget(key);
      return;
    }
    const since = this.#unknownSince.get(key) ?? observed;
    this.#unknownSince.set(key, since);
    if (observed - since < policy.staleMs) return;
    this.#signs.set({
      cause: unknownCause(key),
      kind: "session_unknown",
      severity: "warning",
      subject: key,
      message: `whether ${name} works cannot be told: ${verdict.reasons[0] ?? ""}`,
      hint: `overstory why ${key}`,
    });
  }

  forget(key: string): void {
    if (this.#unknownSince.delete(key)) this.#signs.clear(unknownCause(key));
  }
}
