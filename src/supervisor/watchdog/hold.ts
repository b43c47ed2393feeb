import type { Database } from "bun:sqlite";
import { oneLine } from "../../domain/agent/one-line.ts";
import { REASON_LENGTH } from "../../domain/agent/reports-of.ts";
import type { Session } from "../../domain/session.ts";
import type { Wait } from "../../store/session-changes.ts";
import { gateOf } from "../../store/session-keeping.ts";
import { getTurn } from "../../store/turns.ts";

/** What holds an open session, whatever its agent tells meanwhile: a gate, or the dialog that it shows; null for nothing. */
export function holdOf(db: Database, session: Session, hasTurns: boolean): Wait | null {
  const gate = gateOf(db, session);
  if (gate !== null || !hasTurns) return gate;
  const ask = getTurn(db, session.id)?.ask ?? null;
  return ask && { attention: ask.what, reason: oneLine(ask.text, REASON_LENGTH) || null, until: null };
}
