import { type FSWatcher, mkdirSync, rmSync, watch } from "node:fs";
import { join } from "node:path";
import { isOpen, type Session } from "../../domain/session.ts";
import { describeError, systemCode } from "../../errors.ts";
import { FileGrowth } from "../../files/file-growth.ts";
import { namesIn } from "../../names-in.ts";
import { agentSpool } from "../../paths.ts";
import { SPOOL_INDEX } from "../../runtimes/hook-line.ts";
import { getSession } from "../../store/sessions.ts";
import { forgetTaken, readTaken } from "../../store/spools.ts";
import type { SpoolReader, SpoolWorld } from "./spool-reader.ts";
import { sweepSpool } from "./sweep-spool.ts";

/** Calls of `sweep` from one look at all spools to the next. */
const SWEPT_EVERY = 6;
/** A session that has ended is cleaned up by whoever saw it end; what is left of it after so long is left over. */
const SETTLED_MS = 15_000;

/** Follows the spools: that of each session from its start on until it is settled, also those that are there from before. */
export class Intake {
  readonly #world: SpoolWorld;
  readonly #reader: SpoolReader;
  readonly #followed = new Map<string, FileGrowth>();
  /** Of sessions whose runtime has no hooks. */
  readonly #quiet = new Set<string>();
  #folder: FSWatcher | undefined;
  #sweeps = 0;

  constructor(world: SpoolWorld, reader: SpoolReader) {
    this.#world = world;
    this.#reader = reader;
  }

  /** Follows the spools that are there, and each that is made. */
  start(): void {
    const { paths } = this.#world;
    mkdirSync(paths.spool, { recursive: true, mode: 0o700 });
    this.#folder = this.#watchFolder(paths.spool);
    for (const name of namesIn(paths.spool)) this.#follow(name);
  }

  /** Looks at every spool now and then, for what the system did not tell. */
  sweep(): void {
    this.#sweeps += 1;
    if (this.#sweeps % SWEPT_EVERY !== 0) return;
    for (const id of namesIn(this.#world.paths.spool)) {
      this.#follow(id);
      if (this.#followed.has(id)) this.#run(id, () => this.#sweepOne(id));
    }
  }

  /** The session is settled: what is spooled is taken in, and the spool goes. */
  async over(id: string): Promise<void> {
    const { paths, store } = this.#world;
    await this.#reader.takeIn(id);
    this.#followed.get(id)?.close();
    this.#followed.delete(id);
    this.#quiet.delete(id);
    this.#reader.forget(id);
    rmSync(agentSpool(paths, id), { recursive: true, force: true });
    if (readTaken(store.db, id) > 0) await store.write((tx) => forgetTaken(tx, id));
  }

  /** Resolves when nothing is being taken in any more. */
  async close(): Promise<void> {
    this.#folder?.close();
    for (const growth of this.#followed.values()) growth.close();
    this.#followed.clear();
    await this.#reader.settled();
  }

  #watchFolder(folder: string): FSWatcher | undefined {
    const { log } = this.#world;
    const failed = (error: unknown) =>
      log.warn(`new spools are only found by the patrol: ${describeError(error)}`);
    try {
      const made = (_: string, name: string | null) => name !== null && this.#follow(name);
      return watch(folder, { persistent: false }, made).on("error", failed);
    } catch (error) {
      if (systemCode(error) === undefined) throw error;
      failed(error);
      return undefined;
    }
  }

  #follow(id: string): void {
    if (this.#followed.has(id) || this.#quiet.has(id)) return;
    const session = getSession(this.#world.store.db, id);
    if (!session) return;
    if (!isOpen(session.state)) this.#endStray(session);
    else if (this.#hasHooks(session)) this.#open(session);
    else this.#quiet.add(id);
  }

  #hasHooks({ runtime }: Session): boolean {
    return this.#world.runtimes.all.find(({ name }) => name === runtime)?.readHook !== undefined;
  }

  #open({ id, key }: Session): void {
    const { paths, log } = this.#world;
    const grown = () => this.#run(id, () => this.#reader.takeIn(id));
    const failed = (why: string) =>
      log.warn(`${key}: its hooks are looked for, because they are not told: ${why}`);
    this.#followed.set(id, new FileGrowth(join(agentSpool(paths, id), SPOOL_INDEX), grown, failed));
  }

  /** Its end was told while no daemon ran, or could not be carried through. */
  #endStray({ id, endedAt }: Session): void {
    if (this.#world.clock() - (endedAt ?? 0) > SETTLED_MS) this.#run(id, () => this.over(id));
  }

  async #sweepOne(id: string): Promise<void> {
    const { paths, store, clock, log } = this.#world;
    const session = getSession(store.db, id);
    if (session && !isOpen(session.state)) return this.#endStray(session);
    await this.#reader.takeIn(id);
    const taken = readTaken(store.db, id);
    sweepSpool({ folder: agentSpool(paths, id), taken, now: clock(), log });
  }

  /** Work that no caller waits for: what goes wrong is logged, and the patrol tries again. */
  #run(id: string, work: () => Promise<void>): void {
    work().catch((error) => this.#world.log.warn(`hooks of session ${id}: ${describeError(error)}`));
  }
}
