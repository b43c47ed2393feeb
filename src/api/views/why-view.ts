import { isOpen, type Session } from "../../domain/session.ts";
import { SIGNALS } from "../../domain/watchdog/evidence.ts";
import type { WatchLogEntry } from "../../domain/watchdog/log-entry.ts";
import { outlook } from "../../domain/watchdog/outlook.ts";
import { STEPS } from "../../domain/watchdog/policy.ts";
import { judge } from "../../domain/watchdog/verdict.ts";
import { listWatchLog } from "../../store/watch-log.ts";
import type { WhyView } from "../contract.ts";
import type { Services } from "../services.ts";
import { iso, isoOrNull } from "./times.ts";

const HISTORY = 12;

/** Everything that the state of a session rests on. */
export function viewWhy({ store, clock, explainWatch }: Services, session: Session): WhyView {
  const known = isOpen(session.state) ? explainWatch(session) : null;
  const history = listWatchLog(store.db, { sessionId: session.id }).slice(-HISTORY).map(viewEntry);
  const base = { session: session.key, name: session.name, state: session.state, history };
  if (!known) {
    const reason = isOpen(session.state)
      ? "nothing is known of it yet: it is being started or ended"
      : `it has ended: ${session.reason ?? session.state}`;
    return {
      ...base,
      verdict: null,
      rule: null,
      since: null,
      reason,
      signals: [],
      openTools: [],
      screen: null,
      ladder: null,
      next: null,
    };
  }
  const { watch, policy, observed } = known;
  const { evidence, ladder } = watch;
  const verdict = judge(evidence, policy, { observed, wall: clock() });
  const { what, at } = outlook(verdict, ladder, policy, observed);
  return {
    ...base,
    verdict: verdict.verdict,
    rule: verdict.rule,
    since: isoOrNull(watch.verdictAt),
    reason: verdict.reasons[0] ?? "",
    signals: SIGNALS.map((signal) => {
      const { movedAt, unknown } = evidence.movements[signal];
      return { signal, movedAgoMs: movedAt === null ? null : Math.max(0, observed - movedAt), unknown };
    }),
    openTools: evidence.openTools.map(({ name, openedAt, permittedMs }) => ({
      name,
      openMs: observed - openedAt,
      permittedMs,
    })),
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

const viewEntry = ({ id, at, kind, verdict, rule, level, acted, wrong, detail }: WatchLogEntry) => ({
  id,
  at: iso(at),
  kind,
  verdict,
  rule,
  level,
  acted,
  wrong,
  reason: detail.reasons[0] ?? "",
});
