import type { Alert, AlertKind, AlertState, Severity } from "../alert.ts";

/** An alert as programs see it; times are ISO 8601 UTC. */
export interface AlertRecord {
  key: string;
  kind: AlertKind;
  severity: Severity;
  state: AlertState;
  /** Names the incident: there is one open alert for it, however often it is seen. */
  cause: string;
  /** Key of what it is about. */
  subject: string;
  message: string;
  /** What to do: a command, or a sentence; may be empty. */
  hint: string;
  /** How often people were told. */
  tellings: number;
  raisedAt: string;
  toldAt: string;
  acknowledgedAt: string | null;
  resolvedAt: string | null;
  /** "operator", "gone" or "run ended". */
  resolvedBy: string | null;
}

export const alertRecord = (alert: Alert): AlertRecord => ({
  key: alert.key,
  kind: alert.kind,
  severity: alert.severity,
  state: alert.state,
  cause: alert.cause,
  subject: alert.subject,
  message: alert.message,
  hint: alert.hint,
  tellings: alert.tellings,
  raisedAt: iso(alert.raisedAt),
  toldAt: iso(alert.toldAt),
  acknowledgedAt: isoOrNull(alert.acknowledgedAt),
  resolvedAt: isoOrNull(alert.resolvedAt),
  resolvedBy: alert.resolvedBy,
});

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));
