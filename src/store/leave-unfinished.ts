import { isOpen } from "../domain/session.ts";
import { releaseTask } from "./claims.ts";
import { transition } from "./session-changes.ts";
import { getSession } from "./sessions.ts";
import type { Transaction } from "./store.ts";
import { moveTask } from "./tasks.ts";

/** A session that nobody supervises is lost: its task is paused, its stack empty. Does nothing when it has ended. */
export function leaveUnfinished(tx: Transaction, id: string, reason: string): void {
  const session = getSession(tx.db, id);
  if (!session || !isOpen(session.state)) return;
  tx.db.query("DELETE FROM context_frames WHERE session_id = ?").run(id);
  const task = releaseTask(tx, id);
  if (task !== null) moveTask(tx, task, { status: "paused", reason: `${session.key}: ${reason}` });
  transition(tx, id, "zombie", { reason });
}
