import { join } from "node:path";
import type { TurnSignal } from "../../domain/agent/take-signal.ts";
import type { Turn } from "../../domain/agent/turn.ts";
import type { Session } from "../../domain/session.ts";
import { describeError, OverstoryError } from "../../errors.ts";
import { readSpool, removePayloads } from "../../files/spool.ts";
import { agentSpool } from "../../paths.ts";
import { SPOOL_INDEX } from "../../runtimes/hook-line.ts";
import type { Runtime } from "../../runtimes/runtime.ts";
import { markHeard } from "../../store/notices.ts";
import { getSession } from "../../store/sessions.ts";
import { readTaken, recordTaken } from "../../store/spools.ts";
import type { Transaction } from "../../store/store.ts";
import { getTurn } from "../../store/turns.ts";
import type { World } from "../world.ts";
import { readCalls } from "./read-calls.ts";
import { type Heard, type Takers, takeSignals } from "./take-signals.ts";

export type SpoolWorld = Pick<World, "paths" | "store" | "runtimes" | "log" | "clock">;

/**
 * Takes in what hooks have spooled: each event once, in the order of the index. How far it has come is on record in the same
 * change as what follows from it, so that a daemon which dies in between leaves nothing out and does nothing twice.
 */
export class SpoolReader {
  readonly #world: SpoolWorld;
  readonly #takers: Takers;
  /** Spools that are being read, and those in which something came meanwhile. */
  readonly #reading = new Map<string, Promise<void>>();
  readonly #again = new Set<string>();
  /** When the hooks of each last told something, ms UTC. */
  readonly #heardAt = new Map<string, number>();

  constructor(world: SpoolWorld, takers: Takers) {
    this.#world = world;
    this.#takers = takers;
  }

  /**
   * Something is known of an agent in another way than by its hooks.
   *
   * @param seen the turn of which that is said: nothing is taken in when it has moved since
   */
  async take(id: string, signals: readonly TurnSignal[], seen?: Turn): Promise<void> {
    const { store, clock } = this.#world;
    const heard = signals.map((signal) => ({ signal, at: clock() }));
    await store.write((tx) => {
      if (seen === undefined || Bun.deepEquals(getTurn(tx.db, id), seen)) this.#takeSignals(tx, id, heard);
    });
  }

  /** When its hooks last told something, ms UTC; undefined when they did not since this daemon runs. */
  heardAt(id: string): number | undefined {
    return this.#heardAt.get(id);
  }

  /** Resolves when all that its hooks have spooled so far is taken in. */
  takeIn(id: string): Promise<void> {
    const reading = this.#reading.get(id);
    if (reading) {
      this.#again.add(id);
      return reading;
    }
    const begun = this.#read(id);
    this.#reading.set(id, begun);
    return begun;
  }

  forget(id: string): void {
    this.#heardAt.delete(id);
  }

  /** Resolves when nothing is being taken in any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#reading.values());
  }

  async #read(id: string): Promise<void> {
    try {
      do {
        this.#again.delete(id);
        while (await this.#readBatch(id));
      } while (this.#again.has(id));
    } finally {
      this.#reading.delete(id);
    }
  }

  /** False when there was nothing. */
  async #readBatch(id: string): Promise<boolean> {
    const { paths, store, log, clock } = this.#world;
    const session = getSession(store.db, id);
    if (!session) return false;
    const folder = agentSpool(paths, id);
    const from = readTaken(store.db, id);
    const { lines, next } = readSpool(join(folder, SPOOL_INDEX), from);
    if (next === from) return false;
    const source = { key: session.key, folder, runtime: this.#runtimeOf(session), log, now: clock() };
    const { heard, files, noticeIds } = readCalls(lines, source);
    await this.#commit(session, next, heard, noticeIds);
    removePayloads(folder, files);
    const last = heard.at(-1);
    if (last) this.#heardAt.set(id, last.at);
    return true;
  }

  /** A signal that the database would never take is logged and passed over: it must not keep all that follows back. */
  async #commit(
    { id, key }: Session,
    next: number,
    heard: readonly Heard[],
    noticeIds: readonly number[],
  ): Promise<void> {
    const { store } = this.#world;
    const take = (takeAll: (tx: Transaction) => void) =>
      store.write((tx) => {
        recordTaken(tx, id, next);
        if (noticeIds.length > 0) markHeard(tx, id, noticeIds);
        takeAll(tx);
      });
    try {
      await take((tx) => this.#takeSignals(tx, id, heard));
    } catch (error) {
      if (error instanceof OverstoryError && error.code === "database") throw error;
      await take((tx) => {
        for (const one of heard) this.#attempt(tx, key, () => this.#takeSignals(tx, id, [one]));
      });
    }
  }

  #attempt(tx: Transaction, key: string, work: () => void): void {
    try {
      tx.db.transaction(work)();
    } catch (error) {
      this.#world.log.error(`${key}: a signal could not be taken in: ${describeError(error)}`, error);
    }
  }

  #takeSignals(tx: Transaction, id: string, heard: readonly Heard[]): void {
    const session = getSession(tx.db, id);
    if (!session) return;
    takeSignals(tx, session, heard, this.#hasTurns(session), this.#takers);
  }

  /** Its hooks tell of them, or its screen does. */
  #hasTurns(session: Session): boolean {
    const runtime = this.#runtimeOf(session);
    return runtime?.readHook !== undefined || runtime?.abilities.readyBy === "screen";
  }

  #runtimeOf({ runtime }: Session): Runtime | undefined {
    return this.#world.runtimes.all.find(({ name }) => name === runtime);
  }
}
