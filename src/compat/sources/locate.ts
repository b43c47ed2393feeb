export interface Place {
  /** From 1. */
  line: number;
  /** In characters, from 1. */
  column: number;
}

/** Line and column of a byte. Reads all that is before it: for messages only. */
export function locate(pieces: Iterable<Uint8Array>, offset: number): Place {
  let [line, column, left] = [1, 1, offset];
  for (const piece of pieces) {
    for (const byte of piece.subarray(0, left)) {
      if (byte === 0x0a) [line, column] = [line + 1, 1];
      else if ((byte & 0xc0) !== 0x80) column += 1; // the first byte of a character
    }
    left -= piece.length;
    if (left <= 0) break;
  }
  return { line, column };
}
