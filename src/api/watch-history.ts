import type { Database } from "bun:sqlite";
import { watchPolicy } from "../config/watchdog.ts";
import type { Present } from "../domain/watchdog/history.ts";
import type { WatchLogEntry } from "../domain/watchdog/log-entry.ts";
import type { History } from "../domain/watchdog/replay.ts";
import { listBlind, readObserved } from "../store/observed-time.ts";
import { getSession } from "../store/sessions.ts";
import { listWatchLog } from "../store/watch-log.ts";
import { listWatches } from "../store/watches.ts";
import type { Services } from "./services.ts";

/** What the watchdog knows and did since then (ms UTC), for replays. */
export function readWatchHistory(
  { store, settings, clock }: Pick<Services, "store" | "settings" | "clock">,
  since: number,
): History {
  const { db } = store;
  const { observed, wall: at } = readObserved(db) ?? { observed: 0, wall: clock() };
  const present = new Map<string, Present>();
  for (const { sessionId, evidence, verdict } of listWatches(db)) {
    const session = getSession(db, sessionId);
    if (!session || !verdict) continue;
    const policy = watchPolicy(settings.watchdog, session.runtime, session.role);
    present.set(sessionId, { evidence, verdict, policy, observed });
  }
  return {
    entries: withEndings(db, listWatchLog(db, { since })),
    present,
    blind: listBlind(db, since),
    now: { observed, at },
    since,
  };
}

/** An ending is recorded when the agent is gone, before its work was judged: its session knows better. */
export function withEndings(db: Database, entries: readonly WatchLogEntry[]): WatchLogEntry[] {
  return entries.map((entry) => {
    const session = entry.kind === "ended" ? getSession(db, entry.sessionId) : null;
    if (!session) return entry;
    const { state, stopCause, outcome } = session;
    return { ...entry, detail: { ...entry.detail, ending: { state, stopCause, outcome } } };
  });
}
