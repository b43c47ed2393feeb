import { statSync } from "node:fs";

/** Tells whether a file is still the one that it was: a deleted or replaced one takes nothing any more that would last. */
export function fileWatch(path: string): () => boolean {
  const inode = statSync(path).ino;
  return () => statSync(path, { throwIfNoEntry: false })?.ino === inode;
}
