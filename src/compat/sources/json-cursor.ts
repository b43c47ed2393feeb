import { ValueScan } from "./value-scan.ts";

/** Where a file stops being JSON. */
export class JsonFileFault extends Error {
  /** In bytes from the file's beginning. */
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.name = "JsonFileFault";
    this.offset = offset;
  }
}

/** One value must fit into memory: an entry that does not end would fill it with the rest of the file. */
export const VALUE_LIMIT = 64 * 1024 * 1024;

/** Moves over the bytes of a file of JSON, which come in pieces. Holds the value that is being taken and no more. */
export class FileCursor {
  readonly #pieces: Iterator<Uint8Array>;
  #bytes: Uint8Array = new Uint8Array();
  #room: Uint8Array = new Uint8Array();
  #at = 0;
  /** Where `#bytes` begins in the file. */
  #base = 0;

  constructor(pieces: Iterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.iterator]();
    this.#refill(0);
    if (this.#bytes[0] === 0xef && this.#bytes[1] === 0xbb && this.#bytes[2] === 0xbf) this.#at = 3; // a byte order mark
  }

  /** The next byte that is no white space, which it stands before then; undefined at the end. */
  peek(): number | undefined {
    for (;;) {
      if (this.#at >= this.#bytes.length && !this.#refill(this.#at)) return undefined;
      const byte = this.#bytes[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
      this.#at += 1;
    }
  }

  skip(): void {
    this.#at += 1;
  }

  /** The value that begins after white space, up to where its brackets or its quotes close. */
  takeValue(): { bytes: Uint8Array; offset: number } {
    const first = this.peek();
    if (first === undefined) throw this.unexpected("a value");
    const offset = this.#base + this.#at;
    const length = this.#measure(offset);
    if (length === 0) throw this.unexpected("a value");
    const start = offset - this.#base;
    this.#at = start + length;
    return { bytes: this.#bytes.subarray(start, start + length), offset };
  }

  unexpected(wanted: string): JsonFileFault {
    const byte = this.#bytes[this.#at];
    const found = byte === undefined ? "the file ends" : `unexpected ${showByte(byte)}`;
    return new JsonFileFault(this.#base + this.#at, `${found}; ${wanted} was expected`);
  }

  /** How long the value at the cursor is, in bytes; afterwards all of it is in `#bytes`. */
  #measure(offset: number): number {
    const scan = new ValueScan();
    for (let length = 0; ; ) {
      length = scan.run(this.#bytes, this.#at, length);
      if (scan.isDone) return length;
      if (length > VALUE_LIMIT)
        throw new JsonFileFault(offset, `an entry that begins here has more than ${VALUE_LIMIT} bytes`);
      if (this.#refill(this.#at)) continue;
      if (scan.mayEnd) return length;
      throw new JsonFileFault(this.#base + this.#bytes.length, "the file ends in the middle of an entry");
    }
  }

  /** Reads on, and forgets what is before `from`. */
  #refill(from: number): boolean {
    const next = this.#pieces.next();
    if (next.done === true) return false;
    const kept = this.#bytes.subarray(from);
    this.#base += from;
    this.#at -= from;
    this.#bytes = kept.length === 0 ? next.value : this.#append(kept, next.value);
    return next.value.length > 0 || this.#refill(0);
  }

  /** Room is doubled when it ends, so that a long value is not copied with every piece. What was given out stays as it is. */
  #append(kept: Uint8Array, piece: Uint8Array): Uint8Array {
    const length = kept.length + piece.length;
    const isAtStart = kept.buffer === this.#room.buffer && kept.byteOffset === 0;
    if (!isAtStart || length > this.#room.length) {
      this.#room = new Uint8Array(2 * length);
      this.#room.set(kept);
    }
    this.#room.set(piece, kept.length);
    return this.#room.subarray(0, length);
  }
}

const showByte = (byte: number): string =>
  byte > 0x20 && byte < 0x7f
    ? JSON.stringify(String.fromCharCode(byte))
    : `byte 0x${byte.toString(16).padStart(2, "0")}`;
