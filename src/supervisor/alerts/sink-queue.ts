import { setTimeout as after } from "node:timers/promises";
import { chooseNext, composeMessage, type DueDelivery, type Message } from "../../domain/alerting/message.ts";
import { waitAfter } from "../../domain/alerting/retry.ts";
import { describeError, OverstoryError } from "../../errors.ts";
import type { Logger } from "../../log.ts";
import type { Answer, Sink } from "../../sinks/sink.ts";
import { dropDeliveries, joinDeliveries, listDue, nextDueAt } from "../../store/deliveries.ts";
import { readSinkHealth } from "../../store/sinks.ts";
import type { Store } from "../../store/store.ts";
import type { AlertBook } from "./alert-book.ts";
import { attempt } from "./attempt.ts";
import { recordAnswer } from "./record-answer.ts";

/** What becomes due within this time is told together. */
const GATHER_MS = 200;
/** Between two messages. */
const GAP_MS = 1000;
/** A timer stands still while the machine sleeps, so none is long. */
const LONGEST_WAIT_MS = 60_000;
/** How long an attempt may go on when the daemon stops. */
const STOP_GRACE_MS = 1000;
const REFUSED_WRITE_MS = 2000;

export interface QueueParts {
  store: Store;
  book: AlertBook;
  log: Logger;
  clock: () => number;
  /** Name of the project. */
  project: string;
  /** Called when the sink has answered. */
  answered(): void;
}

/** Tells what is due through one sink, one message at a time. What it has in hand is in the database alone. */
export class SinkQueue {
  readonly #sink: Sink;
  readonly #parts: QueueParts;
  readonly #closing = new AbortController();
  #timer: Timer | undefined;
  #turn: Promise<void> | undefined;
  #isStopped = false;
  /** By the monotonic clock. */
  #lastMessageAt = Number.NEGATIVE_INFINITY;

  constructor(sink: Sink, parts: QueueParts) {
    this.#sink = sink;
    this.#parts = parts;
  }

  /** Looks for what is due, now or as soon as it is the queue's turn. */
  wake(): void {
    if (this.#isStopped || this.#turn) return;
    clearTimeout(this.#timer);
    const waitMs = this.#untilTurn();
    if (waitMs === null) return;
    this.#timer = setTimeout(() => this.#begin(), Math.min(LONGEST_WAIT_MS, Math.max(0, waitMs)));
  }

  /** Tells without the database, again and again until it is accepted or over. */
  async tellDirectly(message: Message, isOver: () => boolean): Promise<void> {
    const { log } = this.#parts;
    for (let failures = 1; !isOver() && !this.#closing.signal.aborted; failures++) {
      const answer = await attempt(this.#sink, message, this.#closing.signal, log);
      if (answer.accepted || !answer.retry) return;
      await this.#pause(waitAfter(failures, answer.waitMs));
    }
  }

  /** What is not told yet is told by the next daemon. Resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    const grace = setTimeout(() => this.#closing.abort(), this.#turn ? STOP_GRACE_MS : 0);
    await this.#turn;
    clearTimeout(grace);
    this.#closing.abort();
  }

  /** ms; null when nothing waits. */
  #untilTurn(): number | null {
    const { store, clock } = this.#parts;
    const dueAt = nextDueAt(store.db, this.#sink.name);
    if (dueAt === null) return null;
    const { resumeAt } = readSinkHealth(store.db, this.#sink.name);
    const gap = this.#lastMessageAt + GAP_MS - performance.now();
    return Math.max(Math.max(dueAt + GATHER_MS, resumeAt) - clock(), gap);
  }

  #begin(): void {
    this.#turn = this.#takeTurn()
      .catch((error) =>
        this.#parts.log.error(`alerts, sink ${this.#sink.name}: ${describeError(error)}`, error),
      )
      .finally(() => {
        this.#turn = undefined;
        this.wake();
      });
  }

  async #takeTurn(): Promise<void> {
    const { store, clock, log, answered } = this.#parts;
    if ((this.#untilTurn() ?? 1) > 0) return; // a long wait comes in pieces
    const { next, dropped } = chooseNext(listDue(store.db, this.#sink.name, clock()));
    const message = await this.#prepare(next, dropped);
    if (next.length === 0) return;
    const answer = await attempt(this.#sink, message, this.#closing.signal, log);
    this.#lastMessageAt = performance.now();
    if (this.#closing.signal.aborted && !answer.accepted) return;
    await this.#record(message, next, answer);
    answered();
  }

  /** Several alerts become a message with an id of its own, written down before it is used. */
  async #prepare(next: readonly DueDelivery[], dropped: readonly DueDelivery[]): Promise<Message> {
    const known = next[0]?.delivery.messageId ?? null;
    const id = known ?? (next.length > 1 ? crypto.randomUUID() : null);
    if (dropped.length > 0 || (id !== null && known === null)) {
      await this.#parts.store.write((tx) => {
        dropDeliveries(
          tx,
          dropped.map(({ delivery }) => delivery),
        );
        if (id !== null && known === null)
          joinDeliveries(
            tx,
            next.map(({ delivery }) => delivery),
            id,
          );
      });
    }
    return composeMessage(next, this.#parts.project, id);
  }

  /** What was sent must not be sent again because the database cannot be written to: nothing else is done before. */
  async #record(message: Message, next: readonly DueDelivery[], answer: Answer): Promise<void> {
    const { store, book, log } = this.#parts;
    while (true) {
      try {
        return await store.write((tx) => recordAnswer(tx, book, this.#sink, message, next, answer));
      } catch (error) {
        if (!(error instanceof OverstoryError) || this.#closing.signal.aborted) throw error;
        log.warn(`the answer of the sink ${this.#sink.name} cannot be recorded: ${describeError(error)}`);
        await this.#pause(REFUSED_WRITE_MS);
      }
    }
  }

  async #pause(ms: number): Promise<void> {
    await after(ms, undefined, { signal: this.#closing.signal }).catch((error: unknown) => {
      if (!this.#closing.signal.aborted) throw error;
    });
  }
}
