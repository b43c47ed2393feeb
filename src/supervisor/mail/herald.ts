import { ControlLoop } from "../../control-loop.ts";
import type { OverstoryEvent } from "../../domain/event.ts";
import { HOUSE_ADDRESS } from "../../domain/mail.ts";
import type { News } from "../../domain/mail-news.ts";
import type { Session } from "../../domain/session.ts";
import { describeError } from "../../errors.ts";
import { listEvents } from "../../store/events.ts";
import { moveFollower, readFollower } from "../../store/followers.ts";
import { insertMail } from "../../store/mail.ts";
import type { Transaction } from "../../store/store.ts";
import type { World } from "../world.ts";
import { passOn } from "./pass-on.ts";
import { NEWSWORTHY, readNews } from "./read-news.ts";

const NAME = "herald";
const MOST_AT_ONCE = 200;
/** So many events without news are not put on record one by one. */
const MOST_BEHIND = 1000;
const RETRY_MS = 2000;

type HeraldWorld = Pick<World, "store" | "settings" | "clock" | "log">;

/**
 * Follows the journal, and writes agents what became of those who work for them. How far it has come is put on record together
 * with what it writes: each event is told once, whatever crashes.
 */
export class Herald {
  readonly #world: HeraldWorld;
  readonly #loop: ControlLoop;
  #unsubscribe = () => {};
  /** Where it stands, and what of that is on record. */
  #cursor = 0;
  #recorded = 0;

  constructor(world: HeraldWorld) {
    this.#world = world;
    this.#loop = new ControlLoop({
      look: () => this.#followAll(),
      failed: (error) => world.log.error(`news could not be written: ${describeError(error)}`, error),
      retryMs: RETRY_MS,
      clock: world.clock,
    });
  }

  /** Resolves when what an earlier daemon left untold is told. */
  async start(): Promise<void> {
    const { store } = this.#world;
    this.#cursor = this.#recorded = await store.write((tx) => readFollower(tx, NAME));
    this.#unsubscribe = store.onEvents(() => void this.follow());
    await this.follow();
  }

  /** Resolves when all that has happened until now is told. */
  follow(): Promise<void> {
    return this.#loop.ask();
  }

  /** Resolves when nothing is being written any more. */
  async stop(): Promise<void> {
    this.#unsubscribe();
    await this.#loop.stop();
  }

  async #followAll(): Promise<null> {
    const { store } = this.#world;
    for (;;) {
      const newest = store.lastEventId;
      const events = this.#next();
      if (events.length === 0 && newest - this.#recorded < MOST_BEHIND) {
        this.#cursor = Math.max(this.#cursor, newest);
        return null;
      }
      const end = events.length < MOST_AT_ONCE ? newest : (events.at(-1)?.id ?? newest);
      await store.write((tx) => {
        for (const event of events) this.#attempt(tx, event);
        moveFollower(tx, NAME, end);
      });
      this.#cursor = this.#recorded = end;
    }
  }

  #next = (): OverstoryEvent[] =>
    listEvents(this.#world.store.db, { after: this.#cursor, limit: MOST_AT_ONCE, kinds: NEWSWORTHY });

  /** What cannot be told of one event keeps no other back. */
  #attempt(tx: Transaction, event: OverstoryEvent): void {
    try {
      tx.db.transaction(() => this.#tell(tx, event))();
    } catch (error) {
      this.#world.log.error(
        `event ${event.id} (${event.kind}) could not be told: ${describeError(error)}`,
        error,
      );
    }
  }

  #tell(tx: Transaction, event: OverstoryEvent): void {
    passOn(tx, event);
    const told = readNews(tx.db, this.#world.settings, event);
    if (told) write(tx, event, told.to, told.news, told.once);
  }
}

/** @param once the same text again is the same mail; null for one of its own each time */
function write(tx: Transaction, event: OverstoryEvent, to: Session, news: News, once: string | null): void {
  insertMail(tx, {
    ...news,
    runId: event.runId,
    senderId: null,
    sender: HOUSE_ADDRESS,
    address: to.key,
    replyTo: null,
    recipients: [to.id],
    dedupeKey: once,
  });
}
