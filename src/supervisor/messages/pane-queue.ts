import type { Message, MessageHead } from "../../domain/agent/message.ts";
import { type ScreenHabits, whyHeld, whyOver, whyScreenHolds } from "../../domain/agent/message-hold.ts";
import { nextInLine } from "../../domain/agent/message-order.ts";
import {
  type Handling,
  type MessageStep,
  nextStep,
  proofStep,
  type Sight,
  UNTOUCHED,
} from "../../domain/agent/message-step.ts";
import type { Session } from "../../domain/session.ts";
import { describeError, OverstoryError } from "../../errors.ts";
import { keepOnly } from "../../keep-only.ts";
import type { Runtime } from "../../runtimes/runtime.ts";
import { expireMessage, listUnsettled, recordReason, requireMessage } from "../../store/messages.ts";
import { getSession } from "../../store/sessions.ts";
import { getTurn } from "../../store/turns.ts";
import type { MessageParts } from "./parts.ts";
import { readPane } from "./read-pane.ts";
import { Typist } from "./typist.ts";

/** After something went wrong that may pass. */
const RETRY_MS = 1000;
/** However much is told of a session, its screen is not read more often. */
const LEAST_PAUSE_MS = 50;

/**
 * Carries the messages of one session into its pane, one after the other. What it does about a message is decided anew each
 * time from what is on record and on the screen, so that any daemon goes on where another ended.
 */
export class PaneQueue {
  readonly #parts: MessageParts;
  readonly #sessionId: string;
  readonly #typist: Typist;
  readonly #handled = new Map<string, Handling>();
  readonly #answers = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();
  #inTurn = 0;
  #running: Promise<void> | undefined;
  #isWoken = false;
  #isStopped = false;
  #endPause = () => {};

  constructor(parts: MessageParts, sessionId: string) {
    this.#parts = parts;
    this.#sessionId = sessionId;
    this.#typist = new Typist(parts);
  }

  /** Nothing is under way, so that nothing is lost with it. */
  get isIdle(): boolean {
    return this.#running === undefined && this.#inTurn === 0;
  }

  /** This message answers what is asked: it goes before all others, and into a screen that asks. */
  answersWith(messageId: string): void {
    this.#answers.add(messageId);
    this.wake();
  }

  /** Something has changed: looks at the messages again. */
  wake(): void {
    if (this.#isStopped) return;
    this.#isWoken = true;
    this.#endPause();
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Lets the work look at the pane and type into it with nobody else doing so in between. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    this.#inTurn++;
    const next = this.#last.then(work).finally(() => this.#inTurn--);
    this.#last = next.then(
      () => undefined,
      () => undefined, // its caller is told; the next in turn goes on
    );
    return next;
  }

  /** Resolves when nothing is being typed any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#endPause();
    await this.#running;
    await this.#last;
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      this.#isWoken = false;
      const pauseMs = await this.exclusively(() => this.#attend()).catch((error) => this.#failed(error));
      if (pauseMs === null && !this.#isWoken) return;
      await this.#pause(pauseMs ?? 0);
    }
  }

  #failed(error: unknown): number {
    if (!(error instanceof OverstoryError)) this.#parts.log.error("a message could not be delivered", error);
    else this.#parts.log.debug(`session ${this.#sessionId}: ${describeError(error)}`);
    return RETRY_MS;
  }

  async #pause(forMs: number): Promise<void> {
    if (this.#isStopped || forMs <= 0) return;
    await Bun.sleep(Math.min(forMs, LEAST_PAUSE_MS));
    const rest = forMs - LEAST_PAUSE_MS;
    if (this.#isWoken || this.#isStopped || rest <= 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, rest);
    this.#endPause = resolve;
    await promise;
    this.#endPause = () => {};
    clearTimeout(timer);
  }

  /** Takes the next step; answers after how many ms to look again, null when nothing is under way. */
  async #attend(): Promise<number | null> {
    const { store, runtimes } = this.#parts;
    const session = getSession(store.db, this.#sessionId);
    if (!session) return null;
    const runtime = runtimes.all.find(({ name }) => name === session.runtime);
    if (!runtime) return this.#giveUpOne(session);
    const underway = this.#listUnderway(session, runtime);
    this.#forgetOthers(underway);
    const known = this.#knownOf(session, runtime);
    const open = underway.filter((one) => !this.#handlingOf(one).isReleased);
    const current = nextInLine(open, this.#answers);
    const late = underway.find((one) => one !== current && this.#isLate(one, known.now));
    if (late) return this.#giveUp(late);
    const waits = underway
      .filter((one) => this.#handlingOf(one).isReleased)
      .map((one) => ({ one, step: proofStep(one, known) }));
    for (const { one, step } of waits) if (step.do === "expire") return this.#expire(one, step.reason);
    if (!current) return waits.length > 0 ? RETRY_MS : null;
    const message = requireMessage(store.db, current.id);
    return this.#carryOut(session, message, await this.#decide(session, runtime, message, known));
  }

  /** Where nothing can be proven a message is settled when it is submitted, but its Enter may have been lost. */
  #listUnderway({ id }: Session, { abilities }: Runtime): MessageHead[] {
    const entered = [...this.#handled].flatMap(([one, { isReleased }]) => (isReleased ? [] : [one]));
    return listUnsettled(this.#parts.store.db, id, { isProvable: abilities.proof !== null, entered });
  }

  #handlingOf = ({ id }: MessageHead): Handling => this.#handled.get(id) ?? UNTOUCHED;

  #forgetOthers(underway: readonly MessageHead[]): void {
    const ids = new Set(underway.map(({ id }) => id));
    keepOnly(this.#handled, ids);
    for (const id of this.#answers) if (!ids.has(id)) this.#answers.delete(id);
  }

  #isLate = ({ typedAt, expiresAt }: MessageHead, now: number): boolean =>
    typedAt === null && now >= expiresAt;

  #giveUp = (message: MessageHead): Promise<number> =>
    this.#expire(message, message.reason ?? "other messages were before it");

  /** Its runtime was taken out of the configuration meanwhile. */
  async #giveUpOne({ id, runtime }: Session): Promise<number | null> {
    const [left] = listUnsettled(this.#parts.store.db, id, { isProvable: false });
    return left ? this.#expire(left, `the runtime ${runtime} is not configured any more`) : null;
  }

  async #expire(message: MessageHead, reason: string): Promise<number> {
    await this.#parts.store.write((tx) => expireMessage(tx, message, reason));
    return 0;
  }

  async #decide(session: Session, runtime: Runtime, message: Message, known: Sight): Promise<MessageStep> {
    const { store, clock } = this.#parts;
    const handling = this.#handlingOf(message);
    const sender = { origin: message.origin, isAnswer: this.#answers.has(message.id) };
    const ask = getTurn(store.db, session.id)?.ask ?? null;
    const held = whyHeld({ session, ask, now: known.now }, sender);
    if (known.over !== null || (held !== null && message.typedAt === null))
      return nextStep(message, handling, { ...known, held });
    const reading = await readPane(this.#parts, session).catch(unlessUnreadable);
    const seen = { ...known, held, now: clock() };
    if (!reading) return nextStep(message, handling, seen);
    const screenHeld = whyScreenHolds(session.key, reading, sender, habitsOf(runtime));
    return nextStep(message, handling, { ...seen, screenHeld, draft: reading.draft });
  }

  /** What is known without a look at the screen. */
  #knownOf(session: Session, { abilities }: Runtime): Sight {
    const { store, clock } = this.#parts;
    return {
      now: clock(),
      over: whyOver({ session }),
      held: null,
      screenHeld: null,
      draft: undefined,
      isWorking: getTurn(store.db, session.id)?.state === "working",
      isProvable: abilities.proof !== null,
    };
  }

  async #carryOut(session: Session, message: Message, step: MessageStep): Promise<number> {
    const { store } = this.#parts;
    if (step.do === "wait") {
      const { reason } = step;
      if (reason !== null && reason !== message.reason)
        await store.write((tx) => recordReason(tx, message, reason));
      return step.forMs;
    }
    if (step.do === "expire") return this.#expire(message, step.reason);
    this.#handled.set(
      message.id,
      await this.#typist.act(session, message, step.do, this.#handlingOf(message)),
    );
    return 0;
  }
}

const habitsOf = ({ takesWhileBusy = false, abilities }: Runtime): ScreenHabits => ({
  takesWhileBusy,
  takesTextAnswers: !abilities.answers,
  showsInput: abilities.proof !== null,
});

function unlessUnreadable(error: unknown): undefined {
  if (!(error instanceof OverstoryError)) throw error;
}
