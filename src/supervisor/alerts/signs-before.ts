import type { Alert, AlertKind, Condition } from "../../domain/alert.ts";

/** What parts of the daemon see and the database does not hold. */
const SEEN_BY_THE_DAEMON: readonly AlertKind[] = [
  "session_unknown",
  "stop_failed",
  "fleet_stalled",
  "work_unsaved",
  "tmux_lost",
  "database",
  "loop_stuck",
  "daemon_stalled",
  "daemon_down",
  "schedule_failed",
  "backup_failed",
];

/** How long a new daemon takes to see for itself what the one before saw. */
const SETTLE_MS = 2 * 60_000;

/**
 * Conditions that an earlier daemon saw: they are taken to go on until this one has had the time to see them too, so that
 * a restart neither ends alerts nor raises them again.
 */
export function signsBefore(
  known: readonly Alert[],
  startedAt: number,
  now: number,
): { conditions: Condition[]; endsAt: number | null } {
  if (now >= startedAt + SETTLE_MS) return { conditions: [], endsAt: null };
  const conditions = known.filter(
    ({ kind, goneAt, raisedAt }) =>
      goneAt === null && raisedAt < startedAt && SEEN_BY_THE_DAEMON.includes(kind),
  );
  return { conditions, endsAt: conditions.length > 0 ? startedAt + SETTLE_MS : null };
}
