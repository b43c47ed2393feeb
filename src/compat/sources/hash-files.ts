import { systemCode } from "../../errors.ts";
import { readPieces } from "./file-pieces.ts";
import { unreadable } from "./look.ts";

export interface NamedFile {
  /** What it is called within its source: it belongs to the content, where the source lies does not. */
  name: string;
  path: string;
}

/** SHA-256 of files with their names, in this order. One that is not there has a hash of its own. */
export function hashFiles(files: readonly NamedFile[]): string {
  const hash = new Bun.CryptoHasher("sha256");
  for (const { name, path } of files) hash.update(`${JSON.stringify([name, hashFile(path)])}\n`);
  return hash.digest("hex");
}

function hashFile(path: string): string | null {
  const hash = new Bun.CryptoHasher("sha256");
  try {
    for (const piece of readPieces(path)) hash.update(piece);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw unreadable(path, error);
  }
  return hash.digest("hex");
}

/**
 * The hash of a source, for `OpenSource.hash`: the first answer is of the files as they were when the source was opened,
 * every later one is taken anew. So no change goes unseen, not even one before the first answer.
 * Asked for before anything of the source is read.
 *
 * @param files asked anew each time: files may have come
 */
export function sourceHash(files: () => readonly NamedFile[]): () => string {
  let atOpening: string | null = hashFiles(files());
  return () => {
    const hash = atOpening ?? hashFiles(files());
    atOpening = null;
    return hash;
  };
}
