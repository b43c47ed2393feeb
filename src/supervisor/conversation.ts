import type { Database } from "bun:sqlite";
import type { Session } from "../domain/session.ts";
import type { Runtime } from "../runtimes/runtime.ts";
import { hasLived } from "../store/resume-facts.ts";
import { findOpenByConversation } from "../store/sessions.ts";

type Conversation = Pick<Session, "conversationId" | "conversationBeganAt" | "transcript">;

const NONE: Conversation = { conversationId: null, conversationBeganAt: null, transcript: null };

/**
 * The conversation that a session begins with: the one of whose work it goes on with, if that one's agent came to life in it;
 * else a new one, where its id can be chosen.
 */
export function beginConversation(
  db: Database,
  { name, abilities: { resume, hooks } }: Pick<Runtime, "name" | "abilities">,
  predecessor: Session | null,
): Conversation {
  if (resume === null) return NONE;
  if (
    predecessor &&
    predecessor.runtime === name &&
    predecessor.adoptedAt === null && // one that was taken over goes on where a person began it, or not at all
    hasConversed(predecessor, hooks) &&
    hasLived(db, predecessor.id) &&
    !isHeld(db, predecessor)
  ) {
    const { conversationId, conversationBeganAt, transcript, agentStartedAt } = predecessor;
    return { conversationId, conversationBeganAt: conversationBeganAt ?? agentStartedAt, transcript };
  }
  return resume === "chosen" ? { ...NONE, conversationId: crypto.randomUUID() } : NONE;
}

/** A person may have gone on with it, and had it taken over from there. */
const isHeld = (db: Database, { runtime, conversationId }: Session): boolean =>
  conversationId !== null && findOpenByConversation(db, runtime, conversationId) !== null;

/** One that tells nothing of its turns has conversed when it came to life. */
const hasConversed = ({ conversationId, conversationBeganAt }: Session, tellsTurns: boolean): boolean =>
  conversationId !== null && (conversationBeganAt !== null || !tellsTurns);
