const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Finds where a value of JSON ends: where its brackets or its quotes close, or before what cannot be a part of it. */
export class ValueScan {
  isDone = false;
  #depth = 0;
  #isQuoted = false;
  #isEscaped = false;

  /** The file may end here: the value is a number or a word. */
  get mayEnd(): boolean {
    return this.#depth === 0 && !this.#isQuoted;
  }

  /**
   * Goes on until the value or the bytes end; answers the value's length so far.
   *
   * @param start where the value begins in the bytes
   * @param from how much of it was seen before
   */
  run(bytes: Uint8Array, start: number, from: number): number {
    // Plain variables and no calls: every byte of a file goes through this loop.
    let depth = this.#depth;
    let isQuoted = this.#isQuoted;
    let isEscaped = this.#isEscaped;
    let at = start + from;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (isEscaped) isEscaped = false;
      else if (isQuoted) {
        if (byte === BACKSLASH) isEscaped = true;
        else if (byte === QUOTE) {
          isQuoted = false;
          if (depth === 0) return this.#endAt(at + 1 - start);
        }
      } else if (byte === QUOTE) {
        if (depth === 0 && at > start) return this.#endAt(at - start);
        isQuoted = true;
      } else if (byte === 0x7b || byte === 0x5b) {
        if (depth === 0 && at > start) return this.#endAt(at - start);
        depth += 1;
      } else if (byte === 0x7d || byte === 0x5d) {
        if (depth === 0) return this.#endAt(at - start);
        depth -= 1;
        if (depth === 0) return this.#endAt(at + 1 - start);
      } else if (depth === 0 && byte !== undefined && isBoundary(byte)) return this.#endAt(at - start);
    }
    this.#depth = depth;
    this.#isQuoted = isQuoted;
    this.#isEscaped = isEscaped;
    return at - start;
  }

  #endAt(length: number): number {
    this.isDone = true;
    return length;
  }
}

/** Ends a number or a word: white space, a comma, a colon. */
const isBoundary = (byte: number): boolean => byte <= 0x20 || byte === 0x2c || byte === 0x3a;
