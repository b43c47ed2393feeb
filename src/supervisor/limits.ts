import type { Database } from "bun:sqlite";
import { FLEET_CAUSE, FLEET_WINDOW_MS, isFleetFailing, isQuickFailure } from "../domain/fleet.ts";
import { forgottenAt, type Hold, holdOf, type Limit, showsProgress } from "../domain/limit.ts";
import type { Session } from "../domain/session.ts";
import type { Report } from "../domain/watchdog/report.ts";
import {
  countProbes,
  endLimit,
  findLimit,
  groupOf,
  listAgentEnds,
  listLimits,
  listOutputs,
  strikeLimit,
} from "../store/limits.ts";
import type { Transaction } from "../store/store.ts";
import type { World } from "./world.ts";

/** What the limits mean for sessions that are to be begun, by group. */
export const readHolds = (db: Database, jitter: number): Map<string, Hold> =>
  new Map(listLimits(db).map((limit) => [limit.group, holdOf(limit, countProbes(db, limit), jitter)]));

type Sight = Pick<World, "store" | "clock" | "observed">;

/** Ends the limits that agents have got past. Answers when to look again, ms UTC; null while there is no limit. */
export async function reviewLimits(world: Sight): Promise<number | null> {
  const { store, clock } = world;
  const wakes: number[] = [];
  for (const limit of listLimits(store.db)) {
    const now = clock();
    const over = whyOver(world, limit, now);
    if (over === null) wakes.push(now < limit.until ? limit.until : forgottenAt(limit));
    else await store.write((tx) => endLimit(tx, limit.group, over));
  }
  return wakes.length > 0 ? Math.min(...wakes) : null;
}

function whyOver({ store, observed }: Sight, limit: Limit, now: number): string | null {
  if (now < limit.until) return null;
  if (now >= forgottenAt(limit)) return "nothing has run into it since its time came";
  const sinceDue = observed.now() - (now - limit.until);
  const past = listOutputs(store.db, limit.group).find(({ startedAt, outputAt }) =>
    showsProgress(outputAt, Math.max(startedAt, sinceDue)),
  );
  return past ? `${past.key} works` : null;
}

/** Takes in how an agent ended, in the transaction that settles its session. */
export function takeInEnd(tx: Transaction, session: Session): void {
  const { outcome, agentStartedAt, exitedAt, startedAt, key } = session;
  const group = groupOf(session);
  const limit = findLimit(tx.db, group);
  if (outcome === "success") {
    if (limit !== null && tx.at >= limit.until) endLimit(tx, group, `${key} has done its work`);
    return;
  }
  if (outcome !== "failed" || agentStartedAt === null || exitedAt === null) return;
  if (limit === null) {
    const ends = listAgentEnds(tx.db, group, tx.at - FLEET_WINDOW_MS);
    if (isFleetFailing(ends, tx.at)) strikeLimit(tx, { group, cause: FLEET_CAUSE, until: null }, session);
    return;
  }
  const isProbe = startedAt >= limit.until;
  if (isProbe && isQuickFailure({ isGood: false, startedAt: agentStartedAt, endedAt: exitedAt }))
    strikeLimit(tx, { group, cause: limit.cause, until: null }, session);
}

/** Takes in that an agent told something: whoever works has got past the limit. */
export function takeInReport(tx: Transaction, session: Session, { kind }: Report): void {
  if (kind === "wait" || kind === "limited") return;
  const group = groupOf(session);
  const limit = findLimit(tx.db, group);
  if (limit === null) return;
  const saysSo = kind === "working" && session.attention === "limited";
  if (saysSo || tx.at >= limit.until) endLimit(tx, group, `${session.key} works`);
}
