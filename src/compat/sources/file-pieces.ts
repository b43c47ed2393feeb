import { closeSync, openSync, readSync } from "node:fs";

export const PIECE_BYTES = 1024 * 1024;

/** The bytes of a file in pieces, which are the reader's to keep. Closes the file also when the reader stops early. */
export function* readPieces(path: string, pieceBytes = PIECE_BYTES): Generator<Uint8Array> {
  const file = openSync(path, "r");
  try {
    for (;;) {
      const piece = new Uint8Array(pieceBytes);
      const length = readSync(file, piece);
      if (length === 0) return;
      yield piece.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}
