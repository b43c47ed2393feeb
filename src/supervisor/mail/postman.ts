import { ControlLoop } from "../../control-loop.ts";
import { decideDelivery, type MailDelivery } from "../../domain/mail-delivery.ts";
import { isShownWhole, lettersText, letterText, MOST_MAILS } from "../../domain/mail-text.ts";
import { isOpen, isSpawned, type Session } from "../../domain/session.ts";
import { describeError } from "../../errors.ts";
import { listUnhanded, requireMail, toLetter, type UnhandedMail } from "../../store/mail.ts";
import { carryMails, listArrived, listAwaited, listCarried, markHanded } from "../../store/mail-receipts.ts";
import { insertMessage, requireMessage } from "../../store/messages.ts";
import { requireSession } from "../../store/sessions.ts";
import type { Transaction } from "../../store/store.ts";
import { getTurn } from "../../store/turns.ts";
import { getWatch } from "../../store/watches.ts";
import type { World } from "../world.ts";

/** A text with mail may wait that long to be typed; then it is made anew. */
const PATIENCE_MS = 60 * 60_000;
const RETRY_MS = 5000;

type PostWorld = Pick<World, "store" | "runtimes" | "clock" | "log">;

export interface PostHands {
  /** Messages that were put on record are carried into the session's pane. */
  deliver(sessionId: string): void;
  /** It goes before all others, and into a screen that asks what we have asked. */
  answerWith(sessionId: string, messageId: string): void;
}

/**
 * Brings mail to agents: what their hooks do not hand over while they work is typed to them when they are idle, as one text
 * for all that has come. What is on its way and what arrived is read from the database each time, so that any daemon goes on.
 */
export class Postman {
  readonly #world: PostWorld;
  readonly #hands: PostHands;
  readonly #loop: ControlLoop;
  #unsubscribe = () => {};

  constructor(world: PostWorld, hands: PostHands) {
    this.#world = world;
    this.#hands = hands;
    this.#loop = new ControlLoop({
      look: () => this.#lookOnce(),
      failed: (error) => world.log.error(`mail could not be delivered: ${describeError(error)}`, error),
      retryMs: RETRY_MS,
      clock: world.clock,
    });
  }

  start(): void {
    const { store } = this.#world;
    this.#unsubscribe = store.onEvents(() => void this.look());
    for (const { recipient, messageId } of listCarried(store.db)) this.#handOn(recipient, messageId);
    void this.look();
  }

  /** Resolves when all mail has been looked at as it is now. */
  look(): Promise<void> {
    return this.#loop.ask();
  }

  /** Resolves when nothing new is begun any more. */
  async stop(): Promise<void> {
    this.#unsubscribe();
    await this.#loop.stop();
  }

  async #lookOnce(): Promise<number | null> {
    const { store, clock } = this.#world;
    if (this.#listProven().length > 0) await store.write((tx) => this.#settle(tx));
    const wakes: number[] = [];
    for (const id of listAwaited(store.db)) {
      const decided = this.#decide(id, listUnhanded(store.db, id), clock());
      if (decided.do === "wait") wakes.push(decided.until);
      if (decided.do === "send") await this.#send(id);
    }
    return wakes.length > 0 ? Math.min(...wakes) : null;
  }

  #decide(id: string, mails: readonly UnhandedMail[], now: number): MailDelivery {
    const { store, runtimes } = this.#world;
    const session = requireSession(store.db, id);
    const turn = getTurn(store.db, id);
    const runtime = runtimes.all.find(({ name }) => name === session.runtime);
    const facts = {
      mails,
      isReachable: runtime !== undefined && isReachable(session),
      turn: turn?.state ?? null,
      hasBegun: turn !== null && (turn.count > 0 || session.adoptedAt !== null),
      isBroken: turn !== null && (turn.fault !== null || turn.isInterrupted),
      takesWhileBusy: runtime?.takesWhileBusy ?? false,
    };
    return decideDelivery(facts, now);
  }

  /** The text and what it carries are put on record together: it is handed over neither twice nor never. */
  async #send(id: string): Promise<void> {
    const sent = await this.#world.store.write((tx) => {
      const mails = listUnhanded(tx.db, id).slice(0, MOST_MAILS);
      if (mails.length === 0 || this.#decide(id, mails, tx.at).do !== "send") return null;
      const text = lettersText(
        mails.map((mail) => ({ ...toLetter(tx.db, mail), isDoubtful: mail.isDoubtful })),
      );
      const message = insertMessage(tx, requireSession(tx.db, id), {
        text,
        origin: "supervisor",
        submit: true,
        requestId: null,
        patienceMs: PATIENCE_MS,
      });
      const ids = mails.map((mail) => mail.id);
      carryMails(tx, id, ids, message.id);
      return message;
    });
    if (sent !== null) this.#handOn(id, sent.id);
  }

  #handOn(sessionId: string, messageId: string): void {
    if (this.#isOurQuestion(sessionId)) this.#hands.answerWith(sessionId, messageId);
    else this.#hands.deliver(sessionId);
  }

  /** We have asked a person what becomes of it, as it was idle with nothing done: that it has mail is an answer too. */
  #isOurQuestion(id: string): boolean {
    const { db } = this.#world.store;
    if (requireSession(db, id).attention !== "question") return false;
    return getWatch(db, id)?.evidence.declared?.by === "supervisor";
  }

  /** Mail whose text has come as far as can be proven. */
  #listProven() {
    const { store, runtimes } = this.#world;
    return listArrived(store.db).filter(({ recipient, state }) => {
      const { runtime } = requireSession(store.db, recipient);
      const proof = runtimes.all.find(({ name }) => name === runtime)?.abilities.proof ?? null;
      return state === "seen" || proof === null;
    });
  }

  #settle(tx: Transaction): void {
    for (const { mailId, recipient, messageId } of this.#listProven()) {
      const { text } = requireMessage(tx.db, messageId);
      const mail = requireMail(tx.db, mailId);
      const isWhole = isShownWhole(mail) && text.includes(letterText(toLetter(tx.db, mail)));
      markHanded(tx, mailId, recipient, { isWhole });
    }
  }
}

const isReachable = (session: Session): boolean =>
  isOpen(session.state) &&
  isSpawned(session) &&
  session.mode === "interactive" &&
  session.exitedAt === null &&
  session.stopCause === null &&
  session.dismissedAt === null;
