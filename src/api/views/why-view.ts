import { isOpen, isSpawned, type Session } from "../../domain/session.ts";
import type { WatchLogEntry } from "../../domain/watchdog/log-entry.ts";
import { outlook } from "../../domain/watchdog/outlook.ts";
import { STEPS } from "../../domain/watchdog/policy.ts";
import { signalsOf } from "../../domain/watchdog/verdict.ts";
import { listWatchLog } from "../../store/watch-log.ts";
import type { WhyView } from "../contract/watchdog.ts";
import type { Services } from "../services.ts";
import { iso, isoOrNull } from "./times.ts";

const HISTORY = 12;

/** Everything that the state of a session rests on. */
export function viewWhy(
  { store, explainWatch }: Pick<Services, "store" | "explainWatch">,
  session: Session,
): WhyView {
  const known = isOpen(session.state) ? explainWatch(session) : null;
  const history = listWatchLog(store.db, { sessionId: session.id }).slice(-HISTORY).map(viewEntry);
  const base = { session: session.key, name: session.name, state: session.state, history };
  if (!known) {
    return {
      ...base,
      verdict: null,
      rule: null,
      since: null,
      reason: whyUnwatched(session),
      signals: [],
      openTools: [],
      turn: null,
      screen: null,
      screenSeenAgoMs: null,
      ladder: null,
      next: null,
    };
  }
  const { evidence, verdict, verdictAt, ladder, policy, observed, isHeld } = known;
  const { what, at } = outlook(verdict, ladder, policy, observed, isHeld);
  return {
    ...base,
    verdict: verdict.verdict,
    rule: verdict.rule,
    since: isoOrNull(verdictAt),
    reason: verdict.reasons[0] ?? "",
    signals: signalsOf(evidence).map((signal) => {
      const { movedAt, unknown } = evidence.movements[signal];
      return { signal, movedAgoMs: movedAt === null ? null : Math.max(0, observed - movedAt), unknown };
    }),
    openTools: evidence.openTools.map(({ name, openedAt, permittedMs }) => ({
      name,
      openMs: observed - openedAt,
      permittedMs,
    })),
    turn: evidence.turn === "none" ? null : evidence.turn,
    screenSeenAgoMs: evidence.mark === null ? null : Math.max(0, observed - evidence.mark.seenAt),
    screen: typeof evidence.screen === "string" ? evidence.screen : null,
    ladder: {
      level: ladder.level,
      step: ladder.level === null ? null : (STEPS[ladder.level] ?? null),
      mode: policy.mode,
      staleMs: policy.staleMs,
      intervalMs: policy.intervalMs,
    },
    next: { what, inMs: at === null ? null : Math.max(0, at - observed) },
  };
}

function whyUnwatched({ source, state, reason, exitedAt, stopCause, dismissedAt }: Session): string {
  if (!isOpen(state)) return `it has ended: ${reason ?? state}`;
  if (exitedAt !== null) return "its agent has ended, and its work is being checked";
  if (stopCause !== null) return `it is being ended (${stopCause}), after its work was saved`;
  if (dismissedAt !== null) return "its work is done, and it is being ended";
  if (!isSpawned({ source })) return "it is not watched: someone else keeps it";
  return state === "booting"
    ? "nothing is known of it yet: it is being started"
    : "it was not looked at yet: it has just begun to work";
}

const viewEntry = ({ id, at, kind, verdict, rule, level, acted, wrong, detail }: WatchLogEntry) => ({
  id,
  at: iso(at),
  kind,
  verdict,
  rule,
  step: level === null ? null : (STEPS[level] ?? null),
  level,
  acted,
  wrong,
  reason: detail.reasons[0] ?? "",
});
