import { tellCoordinator } from "./coordinator-mail.ts";
import { type HoldReason, holdRun } from "./run-changes.ts";
import { requireRun } from "./runs.ts";
import type { Transaction } from "./store.ts";

/** Nothing is begun until a person lifts it, and its coordinator hears of it. False when it is held already, or has ended. */
export function holdAndTell(tx: Transaction, id: string, hold: HoldReason): boolean {
  if (!holdRun(tx, id, hold)) return false;
  const { key } = requireRun(tx.db, id);
  tellCoordinator(tx, id, {
    type: "status",
    priority: "high",
    subject: `${key} is held: no session is begun`,
    body: `Held: ${hold.reason}. Those at work go on. A person can lift it: overstory run resume ${key}`,
    key: null,
  });
  return true;
}
