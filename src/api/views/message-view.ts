import type { Database } from "bun:sqlite";
import { bestState, isUnderway, type Message } from "../../domain/agent/message.ts";
import { oneLine } from "../../domain/agent/one-line.ts";
import { countControls } from "../../domain/agent/plain-text.ts";
import { requireSession } from "../../store/sessions.ts";
import type { MessageView } from "../contract/message.ts";
import type { MessageServices } from "../message-services.ts";
import { iso, isoOrNull } from "./times.ts";

const HEAD_LENGTH = 120;

export function viewMessage(
  { store, messages }: { store: { db: Database }; messages: Pick<MessageServices, "isProvable"> },
  message: Message,
): MessageView {
  const session = requireSession(store.db, message.sessionId);
  const isProvable = messages.isProvable(session);
  return {
    id: message.id,
    key: message.key,
    session: session.key,
    origin: message.origin,
    head: oneLine(message.text.slice(0, 4 * HEAD_LENGTH), HEAD_LENGTH),
    bytes: Buffer.byteLength(message.text),
    lines: message.text.replace(/\n$/, "").split("\n").length,
    leftOut: countControls(message.text),
    submit: message.submit,
    state: message.state,
    reason: message.reason,
    settled: !isUnderway(message, isProvable),
    best: bestState(message, isProvable),
    queuedAt: iso(message.queuedAt),
    typedAt: isoOrNull(message.typedAt),
    submittedAt: isoOrNull(message.submittedAt),
    seenAt: isoOrNull(message.seenAt),
    expiresAt: iso(message.expiresAt),
  };
}
