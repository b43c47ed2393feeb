import { statSync } from "node:fs";
import { setTimeout as after } from "node:timers/promises";
import { isOpen, type Session } from "../../domain/session.ts";
import { OverstoryError } from "../../errors.ts";
import { readWholeLines } from "../../files/whole-lines.ts";
import type { TranscriptEntry, TranscriptReader } from "../../runtimes/transcript.ts";
import { requireSession } from "../../store/sessions.ts";
import type { World } from "../world.ts";

/** First look at the end of a transcript; it grows until what is asked for is in it. */
const TAIL_BYTES = 256 * 1024;
const LONGEST_TAIL_BYTES = 64 * 1024 * 1024;
/** While somebody waits for more: cheaper than a watch, which a file that is not there yet cannot have. */
const LOOK_EVERY_MS = 250;

export interface TranscriptPage {
  /** Oldest first. */
  entries: TranscriptEntry[];
  /** Where the next page begins, in bytes. */
  cursor: number;
  /** The session has ended, and nothing more comes. */
  ended: boolean;
}

/** What was said in the conversations of agents, in words common to all runtimes. Throws `conflict` where none can be read. */
export class Transcripts {
  readonly #world: Pick<World, "store" | "runtimes">;

  constructor(world: Pick<World, "store" | "runtimes">) {
    this.#world = world;
  }

  /** The last entries; none before the conversation has begun. */
  async tail(session: Session, last: number): Promise<TranscriptPage> {
    const reader = this.#readerOf(session);
    const ended = !isOpen(session.state);
    const path = session.transcript;
    const size = sizeOf(path);
    if (path === null || size === 0) return { entries: [], cursor: 0, ended };
    for (let window = TAIL_BYTES; ; window *= 4) {
      const from = Math.max(0, size - window);
      const { lines, next } = await readBetween(path, from, size);
      // What it begins with is the end of a line.
      const { entries } = reader.read(from > 0 ? lines.slice(1) : lines);
      if (entries.length >= last || from === 0 || window >= LONGEST_TAIL_BYTES)
        return { entries: last === 0 ? [] : entries.slice(-last), cursor: next, ended };
    }
  }

  /** What comes after that cursor, as soon as there is something, the session has ended, or `patience` is over. */
  async follow({ id }: Session, cursor: number, patience: AbortSignal): Promise<TranscriptPage> {
    for (;;) {
      const session = requireSession(this.#world.store.db, id);
      const page = await this.#readAfter(session, cursor);
      if (page.cursor !== cursor || page.ended || patience.aborted) return page;
      await after(LOOK_EVERY_MS, undefined, { signal: patience }).catch(() => {});
    }
  }

  async #readAfter(session: Session, cursor: number): Promise<TranscriptPage> {
    const reader = this.#readerOf(session);
    const path = session.transcript;
    const size = sizeOf(path);
    const ended = !isOpen(session.state);
    if (path === null || size === cursor) return { entries: [], cursor, ended };
    // One that has become shorter is another file.
    for await (const { lines, next } of readWholeLines(path, cursor > size ? 0 : cursor, size))
      return { entries: reader.read(lines).entries, cursor: next, ended: false };
    return { entries: [], cursor, ended };
  }

  #readerOf({ key, runtime }: Session): TranscriptReader {
    const reader = this.#world.runtimes.require(runtime).transcripts;
    if (reader) return reader;
    throw new OverstoryError("conflict", `${key}: ${runtime} keeps no transcript that can be read`, {
      hint: `what it wrote to its terminal: overstory logs ${key}`,
    });
  }
}

async function readBetween(path: string, from: number, to: number) {
  const lines: string[] = [];
  let next = from;
  for await (const page of readWholeLines(path, from, to)) {
    lines.push(...page.lines);
    next = page.next;
  }
  return { lines, next };
}

/** 0 for one that is not there yet. */
const sizeOf = (path: string | null): number =>
  path === null ? 0 : (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
