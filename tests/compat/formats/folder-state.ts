import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** Everything in a folder: names, bytes, modes and times of change. The same before and after, or something was touched. */
export const folderState = (folder: string): string[] =>
  readdirSync(folder)
    .toSorted()
    .flatMap((name) => {
      const path = join(folder, name);
      const stats = lstatSync(path);
      const state = `${path} ${stats.mode} ${stats.mtimeMs} ${contentOf(path, stats)}`;
      return stats.isDirectory() ? [state, ...folderState(path)] : [state];
    });

function contentOf(path: string, stats: ReturnType<typeof lstatSync>): string {
  if (stats?.isSymbolicLink()) return readlinkSync(path);
  return stats?.isFile() ? new Bun.CryptoHasher("sha256").update(readFileSync(path)).digest("hex") : "";
}
