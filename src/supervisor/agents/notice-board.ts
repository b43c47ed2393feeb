import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Session } from "../../domain/session.ts";
import { describeError } from "../../errors.ts";
import { listTakenIds, postNotices, readNoticeIds, withdrawNotices } from "../../files/notice-folder.ts";
import { agentSpool } from "../../paths.ts";
import { SPOOL_EVENTS, SPOOL_NOTICES } from "../../runtimes/hook-line.ts";
import { listToPost, listToTell } from "../../store/notices.ts";
import { getSession } from "../../store/sessions.ts";
import type { World } from "../world.ts";

/** From one look at all of them to the next while much goes on; shorter than what was heard in another way takes to reach a hook. */
const PAUSE_MS = 20;

type BoardWorld = Pick<World, "paths" | "store" | "runtimes" | "log">;

/**
 * Puts what sessions are to hear where the hooks of their agents hand it over to the model. It was heard when a hook has said so
 * in its spool; until then it stays to be heard in another way.
 */
export class NoticeBoard {
  readonly #world: BoardWorld;
  /** Sessions for which something was put there. */
  readonly #posted = new Set<string>();
  readonly #pauseMs: number;
  #pause: Timer | undefined;
  /** Something has changed since the pause began. */
  #again = false;
  #unsubscribe = () => {};

  /** @param pauseMs what changes within so long of a change is put there together */
  constructor(world: BoardWorld, pauseMs = PAUSE_MS) {
    this.#world = world;
    this.#pauseMs = pauseMs;
  }

  /** Follows what is to be heard: whatever adds to it tells an event as well. */
  start(): void {
    this.#unsubscribe = this.#world.store.onEvents(() => this.#changed());
    this.refresh();
  }

  /** Also after something was heard in another way. */
  refresh(): void {
    const { store, log } = this.#world;
    for (const id of new Set([...this.#posted, ...listToTell(store.db)]))
      try {
        this.#refreshOne(id);
      } catch (error) {
        log.warn(`notices of session ${id}: ${describeError(error)}`);
      }
  }

  close(): void {
    this.#unsubscribe();
    clearTimeout(this.#pause);
  }

  #changed(): void {
    this.#again = this.#pause !== undefined;
    if (this.#again) return;
    this.refresh();
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      if (this.#again) this.#changed();
    }, this.#pauseMs);
  }

  #refreshOne(id: string): void {
    const { paths, store } = this.#world;
    const session = getSession(store.db, id);
    const spool = agentSpool(paths, id);
    const events = session ? this.#eventsOf(session, spool) : [];
    if (!session || events.length === 0) {
      this.#posted.delete(id);
      return;
    }
    const path = join(spool, SPOOL_NOTICES);
    const posted = readNoticeIds(path);
    const taken = listTakenIds(spool);
    const wanted = fitting(listToPost(store.db, id).filter((notice) => !taken.includes(notice.id)));
    if (posted?.join() === wanted.map((notice) => notice.id).join()) return;
    // A hook may take it at this very moment; then it says so, and what is left is put there after that.
    if (posted !== null && !withdrawNotices(path)) return;
    this.#posted.delete(id);
    if (wanted.length > 0) this.#post(session, path, events, wanted);
  }

  #post(
    session: Session,
    path: string,
    events: readonly string[],
    notices: readonly { id: number; text: string }[],
  ): void {
    const told = ["[overstory]", ...notices.map(({ text }) => text)].join("\n");
    const runtime = this.#world.runtimes.require(session.runtime);
    const texts = events.flatMap((event) => {
      const text = runtime.hookContext?.(event, told);
      return text === undefined ? [] : [[event, text] as const];
    });
    const ids = notices.map(({ id }) => id);
    postNotices(path, ids, new Map(texts));
    this.#posted.add(session.id);
  }

  /** Names of the events whose hooks hand something over. */
  #eventsOf({ runtime }: Session, spool: string): string[] {
    const tells = this.#world.runtimes.all.find(({ name }) => name === runtime)?.hookContext !== undefined;
    const file = join(spool, SPOOL_EVENTS);
    if (!tells || !existsSync(file)) return [];
    return readFileSync(file, "utf8").split("\n").filter(Boolean);
  }
}

/** CLIs cut what a hook tells them: the rest waits for the next one. */
const MOST_AT_ONCE = 8000;

function fitting<N extends { text: string }>(notices: readonly N[]): readonly N[] {
  let length = 0;
  const end = notices.findIndex(({ text }) => {
    length += text.length + 1;
    return length > MOST_AT_ONCE;
  });
  return end < 0 ? notices : notices.slice(0, Math.max(1, end));
}
