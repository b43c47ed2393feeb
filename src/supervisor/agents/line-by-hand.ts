import type { Database } from "bun:sqlite";
import type { Session } from "../../domain/session.ts";
import { findAdoption } from "../../store/adoptions.ts";

/** How a person goes on by hand with a conversation whose takeover has failed; nothing for any other session. */
export function lineByHand(db: Database, { id, adoptedAt, state, conversationId }: Session): string[] {
  if (adoptedAt === null || state !== "booting") return [];
  const line = findAdoption(db, id)?.byHand ?? `the conversation is ${conversationId}`;
  return [`to go on by hand: ${line}`];
}
