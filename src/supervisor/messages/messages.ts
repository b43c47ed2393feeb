import type { Database } from "bun:sqlite";
import { hasReached, isUnderway, type Message, type MessageState } from "../../domain/agent/message.ts";
import { type EventKind, TURN_EVENTS } from "../../domain/event.ts";
import { isOpen, isSpawned, type Session } from "../../domain/session.ts";
import { OverstoryError, usageError } from "../../errors.ts";
import { listSessionsTold } from "../../store/events.ts";
import {
  findByRequest,
  getMessage,
  insertMessage,
  listSessionsWithUnsettled,
  type NewMessage,
} from "../../store/messages.ts";
import { requireSession } from "../../store/sessions.ts";
import { PaneQueue } from "./pane-queue.ts";
import type { MessageParts } from "./parts.ts";

/** Until when a message is waited for. */
export interface AwaitedMessage {
  state: Exclude<MessageState, "expired">;
  /** The reason to wait that is known; undefined when another is no news. */
  known?: string | undefined;
  signal: AbortSignal;
}

/** More than anyone reads; a file and a line that names it serve better. */
const MOST_BYTES = 1024 * 1024;
/** A nudge is typed at once or not at all, and the watchdog waits for it no longer. */
const NUDGE_WITHIN_MS = 10_000;

/** After these the next message may be typed, or one is proven. */
const TELLING: readonly EventKind[] = [
  "session.working",
  "session.exited",
  "session.completed",
  "session.zombie",
  "session.attention",
  ...TURN_EVENTS,
  "message.queued",
  "message.seen",
];

/**
 * What is said to agents: put on record first, then carried into their panes by one queue a pane, and followed until it is
 * proven that it was seen, where that can be.
 */
export class Messages {
  readonly #parts: MessageParts;
  readonly #queues = new Map<string, PaneQueue>();
  #cursor: number;
  #unsubscribe = () => {};

  constructor(parts: MessageParts) {
    this.#parts = parts;
    this.#cursor = parts.store.lastEventId;
  }

  /** Goes on with what an earlier daemon left under way. */
  start(): void {
    const { store } = this.#parts;
    this.#cursor = store.lastEventId;
    this.#unsubscribe = store.onEvents(() => this.#follow());
    for (const id of listSessionsWithUnsettled(store.db)) this.queueOf(id).wake();
  }

  /** Resolves when nothing is being typed any more. */
  async stop(): Promise<void> {
    this.#unsubscribe();
    await Promise.all([...this.#queues.values()].map((queue) => queue.stop()));
  }

  /**
   * Puts a text on record that is for the session's agent; what becomes of it is told in the journal. Throws `conflict` for
   * a session to which nothing can be typed, `usage` for a text that must not be; a request that was made before answers
   * with its message, whatever became of the session since.
   */
  async send(session: Session, message: NewMessage): Promise<Message> {
    const { store } = this.#parts;
    const known = requestedBefore(store.db, message);
    if (known) return known;
    this.#refuse(session, message);
    const added = await store.write((tx) => {
      if (!requestedBefore(tx.db, message)) requireTalkative(requireSession(tx.db, session.id));
      return insertMessage(tx, session, message);
    });
    this.queueOf(session.id).wake();
    return added;
  }

  /** The same for one that answers what the session asks, on its screen or by itself. */
  async answer(session: Session, message: NewMessage): Promise<Message> {
    this.#refuse(session, message);
    const added = await this.#parts.store.write((tx) => insertMessage(tx, session, message));
    this.queueOf(session.id).answersWith(added.id);
    return added;
  }

  /** Types it now or not at all; answers why it was not submitted, null when it was. */
  async nudge(session: Session, text: string): Promise<string | null> {
    try {
      const { id } = await this.send(session, {
        text,
        origin: "watchdog",
        submit: true,
        requestId: null,
        patienceMs: 0,
      });
      const { state, reason } = await this.reached(id, {
        state: "submitted",
        signal: AbortSignal.timeout(NUDGE_WITHIN_MS),
      });
      return state === "submitted" || state === "seen" ? null : (reason ?? `it is only ${state}`);
    } catch (error) {
      if (!(error instanceof OverstoryError)) throw error;
      return error.message;
    }
  }

  /**
   * Resolves with the message when it has come so far, when nothing becomes of it any more, when it waits for something
   * else than what is known, and when `signal` aborts.
   */
  reached(id: string, { state, known, signal }: AwaitedMessage): Promise<Message> {
    const { store } = this.#parts;
    const isTold = (message: Message) =>
      hasReached(message, state) ||
      this.isSettled(message) ||
      (known !== undefined && (message.reason ?? "") !== known);
    return new Promise((resolve, reject) => {
      const finish = () => {
        unsubscribe();
        signal.removeEventListener("abort", finish);
        const message = getMessage(store.db, id);
        if (message) resolve(message);
        else reject(new OverstoryError("not_found", "the message was removed with its session"));
      };
      const look = () => {
        const message = getMessage(store.db, id);
        if (signal.aborted || !message || isTold(message)) finish();
      };
      const unsubscribe = store.onEvents(look);
      signal.addEventListener("abort", finish);
      look();
    });
  }

  /** Whether nothing becomes of it any more. */
  isSettled = (message: Message): boolean =>
    !isUnderway(message, this.isProvable(requireSession(this.#parts.store.db, message.sessionId)));

  /** Whether its runtime can prove that a message was seen; one that was taken out of the configuration cannot. */
  isProvable = ({ runtime }: Pick<Session, "runtime">): boolean =>
    this.#parts.runtimes.all.some(({ name, abilities }) => name === runtime && abilities.proof !== null);

  queueOf(sessionId: string): PaneQueue {
    const queue = this.#queues.get(sessionId) ?? new PaneQueue(this.#parts, sessionId);
    this.#queues.set(sessionId, queue);
    return queue;
  }

  #follow(): void {
    const { store } = this.#parts;
    const after = this.#cursor;
    this.#cursor = store.lastEventId;
    for (const [id, queue] of this.#queues) if (queue.isIdle) this.#queues.delete(id);
    if (this.#queues.size === 0) return;
    for (const id of listSessionsTold(store.db, after, TELLING)) this.#queues.get(id)?.wake();
  }

  #refuse(session: Session, { text, submit }: NewMessage): void {
    requireTalkative(session);
    const runtime = this.#parts.runtimes.require(session.runtime);
    const bytes = Buffer.byteLength(text);
    if (bytes > MOST_BYTES)
      throw usageError(
        `text: ${bytes} bytes are more than ${MOST_BYTES}`,
        "put it into a file, and name the file",
      );
    if (runtime.abilities.proof !== null && submit && text.trim() === "")
      throw usageError("text: must not be empty");
    const why = runtime.refusesText?.(text);
    if (why !== undefined)
      throw usageError(`text: ${why}`, `to type it yourself: overstory attach ${session.key}`);
  }
}

const requestedBefore = (db: Database, { requestId }: NewMessage): Message | null =>
  requestId === null ? null : findByRequest(db, requestId);

/** Throws `conflict` for a session to which nothing can be typed. */
function requireTalkative(session: Session): void {
  const { key, state, exitedAt, mode, stopCause, dismissedAt } = session;
  const hint = { hint: `overstory logs ${key}` };
  if (!isSpawned(session))
    throw new OverstoryError("conflict", `${key} is kept by a person: nothing can be typed to it`);
  if (!isOpen(state) || exitedAt !== null)
    throw new OverstoryError("conflict", `${key} has ended: it is ${state}`, hint);
  if (stopCause !== null || dismissedAt !== null)
    throw new OverstoryError("conflict", `${key} is being ended`, hint);
  if (mode === "headless")
    throw new OverstoryError("conflict", `${key} is headless: it takes no messages`, hint);
}
