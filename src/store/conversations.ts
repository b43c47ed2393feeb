import type { Conversation } from "../domain/agent/signal.ts";
import type { Session } from "../domain/session.ts";
import { IS_OPEN } from "./session-row.ts";
import type { Transaction } from "./store.ts";

/**
 * The session's agent says which conversation it has. A new one has not begun yet. Answers null, or the key of the open session
 * that has this conversation already: then nothing is recorded.
 */
export function recordConversation(
  tx: Transaction,
  { id, runtime }: Pick<Session, "id" | "runtime">,
  conversation: Conversation,
): string | null {
  const holder = tx.db
    .query<{ key: string }, [string, string, string]>(
      `SELECT key FROM sessions WHERE runtime = ? AND conversation_id = ? AND id != ? AND ${IS_OPEN}`,
    )
    .get(runtime, conversation.id, id);
  if (holder) return holder.key;
  tx.db
    .query(
      `UPDATE sessions SET conversation_began_at = iif(conversation_id IS $conversation, conversation_began_at, NULL),
         transcript = coalesce($transcript, iif(conversation_id IS $conversation, transcript, NULL)),
         conversation_id = $conversation
       WHERE id = $id`,
    )
    .run({ id, conversation: conversation.id, transcript: conversation.transcript });
  return null;
}

/** Something was said in it, at that time (ms UTC): from now on it can be gone on with. */
export function recordConversationBegan(tx: Transaction, sessionId: string, at: number): void {
  tx.db
    .query(
      `UPDATE sessions SET conversation_began_at = ? WHERE id = ? AND conversation_id IS NOT NULL
         AND conversation_began_at IS NULL`,
    )
    .run(at, sessionId);
}

export function recordSignOfLife(tx: Transaction, sessionId: string): void {
  tx.db.query("UPDATE sessions SET last_activity_at = ? WHERE id = ?").run(tx.at, sessionId);
}
