import { type Evidence, unmoved } from "../../../src/domain/watchdog/evidence.ts";
import { climb, OFF_LADDER } from "../../../src/domain/watchdog/ladder.ts";
import type { RecordedEnding, WatchLogEntry } from "../../../src/domain/watchdog/log-entry.ts";
import type { WatchPolicy } from "../../../src/domain/watchdog/policy.ts";
import { judge, type Verdict } from "../../../src/domain/watchdog/verdict.ts";
import { evidence, MINUTE, POLICY, WALL } from "./evidence-samples.ts";

/** Observed time 0 is this wall time in these logs. */
export const wallOf = (observed: number): number => WALL + observed;

const LOOK_MS = MINUTE / 2;

export interface Stretch {
  key?: string;
  /** Minutes of observed time. */
  since: number;
  until: number;
  /** It moves then, or has ended, or is as silent as before. */
  end?: "moves" | RecordedEnding;
  /** It is seen for the first time when the silence begins. */
  isNew?: boolean;
  policy?: Partial<WatchPolicy>;
  /** What is known of it in that time besides. */
  known?: Readonly<Partial<Evidence>>;
}

/** The log of a session that is silent for a while, as looks at every half minute write it. */
export function logOf({
  key = "SESSION-001",
  since,
  until,
  end,
  isNew,
  policy,
  known,
}: Stretch): WatchLogEntry[] {
  const entries: WatchLogEntry[] = [];
  const used = { ...POLICY, ...policy };
  const still = evidence({ startedAt: since * MINUTE, ...known });
  const verdictAt = (observed: number) => judge(still, used, { observed, wall: wallOf(observed) });
  const write = (observed: number, change: Partial<WatchLogEntry>) =>
    entries.push({
      id: Math.round(observed) * 1000 + Number(key.slice(-3)) * 10 + entries.length,
      at: wallOf(observed),
      observed,
      sessionId: key,
      sessionKey: key,
      kind: "verdict",
      level: null,
      acted: used.mode === "act",
      wrong: false,
      verdict: verdictAt(observed).verdict,
      rule: verdictAt(observed).rule,
      ...change,
      detail: { reasons: verdictAt(observed).reasons, evidence: still, policy: used, ...change.detail },
    });

  let ladder = OFF_LADDER;
  let before = judge(evidence({ startedAt: since * MINUTE }), used, { observed: since * MINUTE, wall: 0 });
  for (let at = since * MINUTE; at < until * MINUTE; at += LOOK_MS) {
    const verdict = verdictAt(at);
    const isFirst = isNew === true && at === since * MINUTE;
    if (isFirst || nameOf(verdict) !== nameOf(before)) write(at, {});
    before = verdict;
    const move = climb(ladder, verdict.verdict, used, at);
    if (move.do !== "step") continue;
    ladder = { level: move.level, steppedAt: at };
    write(at, { kind: "step", level: move.level });
  }
  const last = { since: before.movedAt, rule: before.rule, expiresAt: before.expiresAt };
  const detail = { reasons: before.reasons, evidence: still, policy: used, silence: last };
  const endsAt = until * MINUTE;
  if (end === "moves") {
    const reports = { movedAt: endsAt, unknown: null };
    const moved = evidence({ startedAt: since * MINUTE, movements: { ...unmoved(), reports } });
    write(endsAt, { kind: "silence", detail: { ...detail, evidence: moved } });
  } else if (end) write(endsAt, { kind: "ended", detail: { ...detail, ending: end } });
  return entries;
}

/** To be silent at work is no news. */
const nameOf = ({ verdict }: Verdict) => (verdict === "busy_quiet" ? "working" : verdict);
