import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { systemCode } from "../../errors.ts";
import type { LogPosition } from "./read-log.ts";

const CHUNK_BYTES = 64 * 1024;

/** Reads on in output.log, over its rotations: the old file is read to its end before the new one is begun. */
export class LogReader {
  readonly #path: string;
  #position: LogPosition;
  #file: number | undefined;

  constructor(path: string, position: LogPosition) {
    this.#path = path;
    this.#position = position;
    this.#file = this.#open();
  }

  *read(): Generator<Uint8Array> {
    yield* this.#readFile();
    const next = this.#open();
    if (next === undefined) return;
    if (this.#file !== undefined && fstatSync(next).ino === fstatSync(this.#file).ino) {
      closeSync(next);
      return;
    }
    // What came between the first reading and the rotation.
    yield* this.#readFile();
    this.close();
    this.#file = next;
    yield* this.#readFile();
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  *#readFile(): Generator<Uint8Array> {
    if (this.#file === undefined) return;
    const { ino } = fstatSync(this.#file);
    if (ino !== this.#position.inode) this.#position = { inode: ino, bytes: 0 };
    const chunk = new Uint8Array(CHUNK_BYTES);
    for (;;) {
      const count = readSync(this.#file, chunk, 0, chunk.length, this.#position.bytes);
      if (count === 0) return;
      this.#position.bytes += count;
      yield chunk.slice(0, count);
    }
  }

  #open(): number | undefined {
    try {
      return openSync(this.#path, "r");
    } catch (error) {
      if (systemCode(error) === "ENOENT") return undefined;
      throw error;
    }
  }
}
