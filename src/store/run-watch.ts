import type { Database } from "bun:sqlite";
import type { RunInNeed } from "../domain/alerting/held-run-conditions.ts";
import type { Correspondence, Repetition } from "../domain/budget.ts";
import { HOUSE_ADDRESS } from "../domain/mail.ts";
import type { Run } from "../domain/run.ts";

/** What tells whether a run uses itself up or goes round in a circle. */

/** The sessions that wrote to each other since then (ms UTC), most mails first. */
export const listCorrespondences = (db: Database, runId: string, since: number): Correspondence[] =>
  db
    .query<{ one: string; other: string; mails: number }, [string, number]>(
      `SELECT min(s.key, o.key) AS one, max(s.key, o.key) AS other, count(*) AS mails
       FROM mail AS m JOIN sessions AS s ON s.id = m.sender_id
       JOIN mail_receipts AS r ON r.mail_id = m.id JOIN sessions AS o ON o.id = r.recipient
       WHERE m.run_id = ? AND m.sent_at >= ? GROUP BY one, other ORDER BY mails DESC LIMIT 5`,
    )
    .all(runId, since)
    .map(({ one, other, mails }) => ({ pair: [one, other], mails }));

/** Titles that a session gave to several tasks since then (ms UTC), the most frequent first. */
export const listRepetitions = (db: Database, runId: string, since: number): Repetition[] =>
  db
    .query<Repetition, [string, number]>(
      `SELECT s.key AS maker, t.title, count(*) AS made FROM tasks AS t JOIN sessions AS s ON s.id = t.made_by
       WHERE t.run_id = ? AND t.created_at >= ? GROUP BY t.made_by, t.title HAVING made > 1 ORDER BY made DESC LIMIT 5`,
    )
    .all(runId, since);

/** When a hold of the run was lifted last, ms UTC; 0 when none was. */
export const releasedAt = (db: Database, runId: string): number =>
  db
    .query<{ at: number | null }, [string]>("SELECT held_at AS at FROM runs WHERE id = ? AND held_by IS NULL")
    .get(runId)?.at ?? 0;

/** Whether it was told that the budget that it has now is nearly used up. */
export const wasWarned = (db: Database, { id, budgetUsd, budgetTokens }: Run): boolean =>
  db
    .query(
      `SELECT 1 FROM events WHERE run_id = ? AND kind = 'run.budget_warned' AND data ->> '$.budgetUsd' IS ?
         AND data ->> '$.budgetTokens' IS ? LIMIT 1`,
    )
    .get(id, budgetUsd, budgetTokens) !== null;

/** Whether overstory itself has sent a mail under that key. */
export const wasSent = (db: Database, dedupeKey: string): boolean =>
  db.query("SELECT 1 FROM mail WHERE sender = ? AND dedupe_key = ?").get(HOUSE_ADDRESS, dedupeKey) !== null;

/** Active runs that need a person, whatever becomes of their tasks; the oldest first. */
export const listRunsInNeed = (db: Database): RunInNeed[] =>
  db
    .query<RunInNeed, []>(
      `SELECT key, goal, plan, heldBy, heldReason, warning FROM (
         SELECT key, goal, plan, held_by AS heldBy, held_reason AS heldReason, started_at,
           (SELECT e.data ->> '$.reason' FROM events AS e WHERE e.run_id = runs.id AND e.kind = 'run.budget_warned'
             AND coalesce(budget_usd, budget_tokens) IS NOT NULL
             AND e.data ->> '$.budgetUsd' IS budget_usd AND e.data ->> '$.budgetTokens' IS budget_tokens
             ORDER BY e.id DESC LIMIT 1) AS warning
         FROM runs WHERE status = 'active')
       WHERE plan = 'proposed' OR heldBy IS NOT NULL OR warning IS NOT NULL ORDER BY started_at`,
    )
    .all();
