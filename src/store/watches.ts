import type { Database } from "bun:sqlite";
import type { Evidence } from "../domain/watchdog/evidence.ts";
import type { Baseline } from "../domain/watchdog/findings.ts";
import type { Ladder } from "../domain/watchdog/ladder.ts";
import { readEvidence, type StoredEvidence } from "../domain/watchdog/stored-evidence.ts";
import type { Verdict } from "../domain/watchdog/verdict.ts";
import { decode, encode } from "./json-columns.ts";
import type { Transaction } from "./store.ts";

/** What the watchdog knows of one session. */
export interface Watch {
  sessionId: string;
  evidence: Evidence;
  /** The counters at the last look; null before the first. */
  baseline: Baseline | null;
  /** null before it was first judged */
  verdict: Verdict | null;
  /** ms UTC since when the verdict has its name */
  verdictAt: number | null;
  ladder: Ladder;
}

type Row = Omit<Watch, "ladder" | "evidence"> & {
  evidence: StoredEvidence;
  level: number | null;
  steppedAt: number;
};

const COLUMNS = `session_id AS sessionId, evidence, baseline, verdict, verdict_at AS verdictAt, ladder_level AS level,
  stepped_at AS steppedAt`;

export const getWatch = (db: Database, sessionId: string): Watch | null => {
  const row = db.query(`SELECT ${COLUMNS} FROM watches WHERE session_id = ?`).get(sessionId);
  return row ? toWatch(row) : null;
};

export const listWatches = (db: Database): Watch[] =>
  db.query(`SELECT ${COLUMNS} FROM watches`).all().map(toWatch);

function toWatch(row: unknown): Watch {
  const { level, steppedAt, evidence, ...watch } = decode<Row>(row, ["evidence", "baseline", "verdict"]);
  return { ...watch, evidence: readEvidence(evidence), ladder: { level, steppedAt } };
}

export function saveWatch(tx: Transaction, watch: Watch): void {
  tx.db
    .query(
      `INSERT INTO watches (session_id, evidence, baseline, verdict, verdict_at, ladder_level, stepped_at)
       VALUES ($id, $evidence, $baseline, $verdict, $verdictAt, $level, $steppedAt)
       ON CONFLICT (session_id) DO UPDATE SET evidence = $evidence, baseline = $baseline, verdict = $verdict,
         verdict_at = $verdictAt, ladder_level = $level, stepped_at = $steppedAt`,
    )
    .run({
      id: watch.sessionId,
      evidence: JSON.stringify(watch.evidence),
      baseline: encode(watch.baseline),
      verdict: encode(watch.verdict),
      verdictAt: watch.verdictAt,
      level: watch.ladder.level,
      steppedAt: Math.round(watch.ladder.steppedAt),
    });
}

export function removeWatch(tx: Transaction, sessionId: string): void {
  tx.db.query("DELETE FROM watches WHERE session_id = ?").run(sessionId);
}
