import type { Database } from "bun:sqlite";
import type { MetricsView } from "../api/contract/metrics.ts";
import {
  activeTimeAt,
  countPhases,
  countResumptions,
  countRows,
  countSessions,
  countSessionsBy,
  databaseBytes,
  sessionBytes,
  sumEstimates,
} from "../store/metrics.ts";
import { usageOfAll } from "../store/usage.ts";

/** How the work goes, from all that is on record. */
export function readMetrics(db: Database, now: number): MetricsView {
  const { total, ended, failed } = countSessions(db);
  return {
    sessions: {
      total,
      open: total - ended,
      bySource: countSessionsBy(db, "source"),
      byOutcome: countSessionsBy(db, "outcome"),
    },
    durations: { medianMs: activeTimeAt(db, 0.5), p95Ms: activeTimeAt(db, 0.95), sample: ended },
    resume: readResume(db),
    errors: { ...readErrors(db), failedSessionRate: part(failed, ended) },
    estimates: readEstimates(db, now),
    usage: readUsage(db),
    storage: readStorage(db, total),
  };
}

/** null of nothing. */
const part = (some: number, all: number): number | null => (all === 0 ? null : some / all);

function readResume(db: Database): MetricsView["resume"] {
  const { interruptions, resumed, ended, succeeded } = countResumptions(db);
  return {
    interruptions,
    resumed,
    rate: part(resumed, interruptions),
    succeeded,
    successRate: part(succeeded, ended),
  };
}

function readErrors(db: Database): Pick<MetricsView["errors"], "phaseErrorRate"> {
  const { phases, errors } = countPhases(db);
  return { phaseErrorRate: part(errors, phases) };
}

function readEstimates(db: Database, now: number): MetricsView["estimates"] {
  const { tasks, spentMs, estimateMs, over } = sumEstimates(db, now);
  return { tasks, ratio: part(spentMs, estimateMs), over };
}

function readUsage(db: Database): MetricsView["usage"] {
  const used = usageOfAll(db);
  return used && { ...used.total, byModel: used.byModel };
}

function readStorage(db: Database, sessions: number): MetricsView["storage"] {
  const bytes = sessionBytes(db);
  return {
    bytes: databaseBytes(db),
    sessionBytes: bytes === null || sessions === 0 ? null : Math.round(bytes / sessions),
    rows: countRows(db),
  };
}
