import type { Session } from "../../domain/session.ts";
import { unmoved } from "../../domain/watchdog/evidence.ts";
import { OFF_LADDER } from "../../domain/watchdog/ladder.ts";
import type { Watch } from "../../store/watches.ts";

/** What is known of a session that is seen for the first time. */
export const freshWatch = ({ id, state }: Session, observed: number): Watch => ({
  sessionId: id,
  evidence: {
    startedAt: observed,
    hasBooted: state !== "booting",
    turn: "none",
    process: { unknown: "it was not looked at yet" },
    movements: unmoved(),
    openTools: [],
    declared: null,
    readsTerminal: false,
    screen: null,
    mark: null,
  },
  baseline: null,
  verdict: null,
  verdictAt: null,
  ladder: OFF_LADDER,
});
