import type { Git } from "./git.ts";

/** Commits of HEAD that `base` does not have. */
export async function countCommits(git: Git, base: string): Promise<number> {
  return Number(await git.run(["rev-list", "--count", "HEAD", `^${base}`, "--"]));
}

/** Commits of `head` that `base` does not have, newest first, at most so many; none when either is gone. */
export async function listCommits(
  git: Git,
  base: string,
  head: string,
  most: number,
): Promise<{ id: string; subject: string }[]> {
  const args = ["log", "-z", "--format=%H %s", `--max-count=${most}`, head, `^${base}`, "--"];
  const { exitCode, stdout } = await git.attempt(["-c", "log.showSignature=false", ...args]);
  if (exitCode !== 0) return [];
  return stdout
    .split("\0")
    .filter((line) => line !== "")
    .map((line) => ({ id: line.slice(0, line.indexOf(" ")), subject: line.slice(line.indexOf(" ") + 1) }));
}

/**
 * The commit that HEAD of this work tree stood at before it moved at or after that time (ms UTC), by git's own log of
 * it; null when that log does not go back so far, or is not kept. The log knows whole seconds only: a move within the
 * very second is taken for a later one.
 */
export async function headBefore(git: Git, at: number): Promise<string | null> {
  const moves = await readMoves(git);
  const second = Math.floor(at / 1000);
  const isLater = moves.findLastIndex((move) => move.second >= second);
  if (isLater === -1) return moves[0]?.commit ?? null;
  // A work tree that was made in that second has stood at its first commit from the start.
  const first = moves[isLater]?.second === second ? moves[isLater] : undefined;
  return (moves[isLater + 1] ?? first)?.commit ?? null;
}

/** Where HEAD went and when, newest first; nothing when there is no such log. */
async function readMoves(git: Git): Promise<{ second: number; commit: string }[]> {
  const args = ["reflog", "show", "--date=unix", "--format=%gd %H", "HEAD", "--"];
  const { exitCode, stdout } = await git.attempt(["-c", "log.showSignature=false", ...args]);
  if (exitCode !== 0) return [];
  return stdout.split("\n").flatMap((line) => {
    const [, second, commit] = /^HEAD@\{(\d+)\} ([0-9a-f]+)$/.exec(line) ?? [];
    return second !== undefined && commit !== undefined ? [{ second: Number(second), commit }] : [];
  });
}

/** Nobody looks further back for whoever changed a file. */
const MOST_MERGES = 1000;

/** Commits of the branch's own line that `commit` does not have and that change one of these paths, newest first. */
export async function changersOf(
  git: Git,
  commit: string,
  branch: string,
  paths: readonly string[],
): Promise<string[]> {
  const shown = ["--diff-merges=first-parent", "--name-only", "--no-renames", "--format=%x00%H"];
  const args = ["log", "--first-parent", ...shown, `--max-count=${MOST_MERGES}`, branch, `^${commit}`, "--"];
  // Not limited to the paths by git: it would take a merge for unimportant where the other side has the same file.
  const listing = await git.run(["-c", "log.showSignature=false", "-c", "core.quotePath=false", ...args]);
  const wanted = new Set(paths);
  return listing.split("\0").flatMap((record) => {
    const [id = "", ...changed] = record.split("\n");
    return changed.some((path) => wanted.has(path)) ? [id] : [];
  });
}
