import type { Database } from "bun:sqlite";
import type { AgentEnd } from "../domain/fleet.ts";
import { type Limit, strike } from "../domain/limit.ts";
import type { Session } from "../domain/session.ts";
import { IS_OPEN } from "./session-row.ts";
import type { Transaction } from "./store.ts";

const select = (db: Database, rest: string) =>
  db.query<Limit, string[]>(
    `SELECT group_name AS "group", cause, began_at AS beganAt, until_at AS until, strikes FROM limits ${rest}`,
  );

const GROUP = "coalesce(limit_group, runtime)";

/** Whose limits apply to a session. */
export const groupOf = ({ limitGroup, runtime }: Pick<Session, "limitGroup" | "runtime">): string =>
  limitGroup ?? runtime;

/** In the order of their names. */
export const listLimits = (db: Database): Limit[] => select(db, "ORDER BY group_name").all();

export const findLimit = (db: Database, group: string): Limit | null =>
  select(db, "WHERE group_name = ?").get(group);

/** A session ran into a limit, see `strike`. Writes and tells only what is new. */
export function strikeLimit(
  tx: Transaction,
  wall: { group: string; cause: string; until: number | null },
  session: Pick<Session, "id" | "runId" | "key">,
): void {
  const before = findLimit(tx.db, wall.group);
  const limit = strike(before, wall, tx.at);
  if (limit === before) return;
  tx.db
    .query(
      `INSERT INTO limits (group_name, cause, began_at, until_at, strikes) VALUES ($group, $cause, $beganAt, $until, $strikes)
       ON CONFLICT (group_name) DO UPDATE SET cause = $cause, until_at = $until, strikes = $strikes`,
    )
    .run({ ...limit });
  tx.event("limit.began", { runId: session.runId, sessionId: session.id }, { ...limit });
}

/** False when there is no such limit. */
export function endLimit(tx: Transaction, group: string, reason: string): boolean {
  const { changes } = tx.db.query("DELETE FROM limits WHERE group_name = ?").run(group);
  if (changes > 0) tx.event("limit.ended", {}, { group, reason });
  return changes > 0;
}

/** Open sessions of the group that were begun since the limit's time came. */
export const countProbes = (db: Database, { group, until }: Pick<Limit, "group" | "until">): number =>
  db
    .query<{ count: number }, [string, number]>(
      `SELECT count(*) AS count FROM sessions WHERE ${IS_OPEN} AND ${GROUP} = ? AND started_at >= ?`,
    )
    .get(group, until)?.count ?? 0;

/** What is known of the output of an agent, in observed ms. */
export interface AgentOutput {
  key: string;
  startedAt: number;
  outputAt: number | null;
}

/** Of the group's agents that work: those that say that they are limited are left out. */
export const listOutputs = (db: Database, group: string): AgentOutput[] =>
  db
    .query<AgentOutput, [string]>(
      `SELECT key, agent_started_observed AS startedAt, json_extract(evidence, '$.movements.output.movedAt') AS outputAt
       FROM sessions JOIN watches ON session_id = id
       WHERE ${IS_OPEN} AND ${GROUP} = ? AND agent_started_observed IS NOT NULL AND attention IS NOT 'limited'`,
    )
    .all(group);

/** Successes and failures of the group's agents since then (ms UTC); what was stopped or vanished says nothing of them. */
export const listAgentEnds = (db: Database, group: string, since: number): AgentEnd[] =>
  db
    .query<Omit<AgentEnd, "isGood"> & { outcome: string }, [string, number]>(
      `SELECT (SELECT task_id FROM claims WHERE session_id = id ORDER BY claimed_at DESC LIMIT 1) AS taskId,
         agent_started_at AS startedAt, exited_at AS endedAt, outcome
       FROM sessions
       WHERE ${GROUP} = ? AND ended_at >= ? AND agent_started_at IS NOT NULL AND exited_at IS NOT NULL
         AND outcome IN ('success', 'unverified', 'failed')`,
    )
    .all(group, since)
    .map(({ outcome, ...end }) => ({ ...end, isGood: outcome !== "failed" }));
