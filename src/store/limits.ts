import type { Database } from "bun:sqlite";
import type { AgentEnd } from "../domain/fleet.ts";
import { type Limit, strike, type Wall } from "../domain/limit.ts";
import type { Session } from "../domain/session.ts";
import { IS_OPEN } from "./session-row.ts";
import type { Transaction } from "./store.ts";

const select = (db: Database, rest: string) =>
  db.query<Limit, string[]>(
    `SELECT group_name AS "group", kind, cause, began_at AS beganAt, until_at AS until, strikes FROM limits ${rest}`,
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
  wall: Wall,
  session: Pick<Session, "id" | "runId" | "key">,
): void {
  const before = findLimit(tx.db, wall.group);
  const limit = strike(before, wall, tx.at);
  if (limit === before) return;
  tx.db
    .query(
      `INSERT INTO limits (group_name, kind, cause, began_at, until_at, strikes)
         VALUES ($group, $kind, $cause, $beganAt, $until, $strikes)
       ON CONFLICT (group_name) DO UPDATE SET kind = $kind, cause = $cause, until_at = $until, strikes = $strikes`,
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

/**
 * Open sessions of the group that were begun since the limit's time came, are in a turn that began since then, or are being
 * told to go on. A coordinator whose turns cannot be seen waits for the others, and so would prove nothing.
 */
export const countProbes = (db: Database, { group, until }: Pick<Limit, "group" | "until">): number =>
  db
    .query<{ count: number }, [string, number]>(
      `SELECT count(*) AS count FROM sessions AS s LEFT JOIN turns AS t ON t.session_id = s.id
       WHERE s.${IS_OPEN} AND ${GROUP} = ?1 AND ((t.fault IS NULL AND (s.started_at >= ?2 OR (t.state = 'working' AND t.since >= ?2))
           AND NOT (t.session_id IS NULL AND EXISTS (SELECT 1 FROM tasks WHERE tasks.id = s.current_task_id
             AND spec ->> '$.isCoordination')))
         OR EXISTS (SELECT 1 FROM messages AS m WHERE m.session_id = s.id AND m.origin = 'supervisor'
           AND m.state IN ('queued', 'typed', 'submitted') AND m.queued_at >= ?2))`,
    )
    .get(group, until)?.count ?? 0;

/** What is known of the output of an agent, in observed ms. */
export interface AgentOutput {
  key: string;
  startedAt: number;
  outputAt: number | null;
}

/**
 * Of the group's agents that work: those that say that they are limited are left out, and those that tell of their turns,
 * by which it is known better.
 */
export const listOutputs = (db: Database, group: string): AgentOutput[] =>
  db
    .query<AgentOutput, [string]>(
      `SELECT key, agent_started_observed AS startedAt, json_extract(evidence, '$.movements.output.movedAt') AS outputAt
       FROM sessions JOIN watches ON session_id = id
       WHERE ${IS_OPEN} AND ${GROUP} = ? AND agent_started_observed IS NOT NULL AND attention IS NOT 'limited'
         AND session_id NOT IN (SELECT session_id FROM turns)`,
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
