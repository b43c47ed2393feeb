import { stat } from "node:fs/promises";
import type { EventKind } from "../../domain/event.ts";
import type { Session } from "../../domain/session.ts";
import { describeError, systemCode } from "../../errors.ts";
import { readWholeLines } from "../../files/whole-lines.ts";
import type { TranscriptReader } from "../../runtimes/transcript.ts";
import { listSessionsTold } from "../../store/events.ts";
import { getSession } from "../../store/sessions.ts";
import { findCounted, listTranscribed, recordCounted } from "../../store/transcripts.ts";
import { noteUsed, recordUsage } from "../../store/usage.ts";
import type { World } from "../world.ts";

/** After these a transcript is as long as it gets for now. `ready`: what is in it by then was said before an adoption. */
const MOMENTS: readonly EventKind[] = [
  "session.ready",
  "session.turn_ended",
  "session.turn_failed",
  "session.interrupted",
  "session.exited",
  "session.completed",
  "session.zombie",
];
/** The last lines of a turn may be written a moment after its end was told. */
const LATE_MS = 2000;
/** What ended longer ago was counted by an earlier daemon. */
const LOOK_BACK_MS = 24 * 60 * 60_000;

/**
 * Counts what agents used, from their transcripts: when a turn or a session ends, each line once. A crash is made up for at
 * the next start.
 */
export class UsageReader {
  readonly #world: Pick<World, "store" | "runtimes" | "log" | "clock">;
  /** One after the other: each goes on where the one before it stopped. */
  #reading: Promise<void> = Promise.resolve();
  /** Second looks to come, by session. */
  readonly #late = new Map<string, Timer>();
  #cursor = 0;
  #unsubscribe = () => {};
  #isStopped = false;

  constructor(world: Pick<World, "store" | "runtimes" | "log" | "clock">) {
    this.#world = world;
  }

  start(): void {
    const { store, clock } = this.#world;
    this.#cursor = store.lastEventId;
    this.#unsubscribe = store.onEvents(() => this.#follow());
    for (const { id } of listTranscribed(store.db, clock() - LOOK_BACK_MS)) this.#queue(id);
  }

  /** Resolves when nothing is read any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#unsubscribe();
    for (const timer of this.#late.values()) clearTimeout(timer);
    await this.#reading;
  }

  #follow(): void {
    const { store } = this.#world;
    const after = this.#cursor;
    this.#cursor = store.lastEventId;
    for (const id of listSessionsTold(store.db, after, MOMENTS)) {
      this.#queue(id);
      this.#queueLate(id);
    }
  }

  #queueLate(id: string): void {
    clearTimeout(this.#late.get(id));
    const look = () => {
      this.#late.delete(id);
      this.#queue(id);
    };
    this.#late.set(id, setTimeout(look, LATE_MS));
  }

  #queue(id: string): void {
    this.#reading = this.#reading
      .then(() => this.#count(id))
      .catch((error) => this.#world.log.warn(`usage of session ${id}: ${describeError(error)}`));
  }

  async #count(id: string): Promise<void> {
    const { store, runtimes } = this.#world;
    const session = getSession(store.db, id);
    if (this.#isStopped || !session || session.transcript === null) return;
    const reader = runtimes.require(session.runtime).transcripts;
    if (!reader) return;
    const { transcript } = session;
    const isNew = isFirstLook(findCounted(store.db, transcript), session);
    for (const path of [transcript, ...(reader.siblings?.(transcript) ?? [])])
      await this.#countFile(session, reader, path, isNew ? noteUsed : recordUsage);
  }

  async #countFile(
    { id }: Session,
    reader: TranscriptReader,
    path: string,
    take: typeof recordUsage,
  ): Promise<void> {
    const { store } = this.#world;
    const size = await sizeOf(path);
    if (size === null) return;
    const known = findCounted(store.db, path)?.readBytes ?? 0;
    // One that has become shorter was written anew: its answers are known by their ids, and what has none is passed over.
    const isRewritten = size < known;
    if (isRewritten || take === noteUsed) await store.write((tx) => recordCounted(tx, path, id, 0));
    for await (const { lines, next } of readWholeLines(path, isRewritten ? 0 : known, size)) {
      const { usage } = reader.read(lines);
      const samples = isRewritten ? usage.filter((sample) => sample.id !== null) : usage;
      await store.write((tx) => {
        take(tx, id, samples);
        recordCounted(tx, path, id, next);
      });
      if (this.#isStopped) return;
    }
  }
}

/** What a person's agent used before it was taken over is not the session's. */
const isFirstLook = (counted: { sessionId: string } | null, session: Session): boolean =>
  session.adoptedAt !== null && session.predecessorId === null && counted?.sessionId !== session.id;

/** null for one that is not there. */
async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}
