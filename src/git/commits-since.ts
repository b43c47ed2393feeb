import type { Git } from "./git.ts";

/** Commits of HEAD that `base` does not have. */
export async function countCommits(git: Git, base: string): Promise<number> {
  return Number(await git.run(["rev-list", "--count", "HEAD", `^${base}`, "--"]));
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
