import { nameProblem } from "../domain/names.ts";
import { OverstoryError, usageError } from "../errors.ts";
import type { Git } from "./git.ts";
import { commitIdentity } from "./identity.ts";
import { swapRef } from "./refs.ts";
import { readStatus } from "./status.ts";
import { chooseFiles, type LeftOut } from "./wip-files.ts";
import { type WipTrees, writeWipTrees } from "./wip-trees.ts";

export const WIP_PREFIX = "refs/overstory/wip/";
const TRIES = 100;

export interface WipWish {
  worktree: string;
  /** Key of the session whose work it is: a name. */
  session: string;
  message: string;
  /** Untracked files above it are left out and named. */
  maxFileBytes: number;
}

export interface SavedWip {
  ref: string;
  commit: string;
  /** Number of changed paths that are in it. */
  files: number;
  leftOut: LeftOut[];
}

export interface Wip {
  ref: string;
  session: string;
  number: number;
  commit: string;
  /** Milliseconds since the epoch, in whole seconds. */
  savedAt: number;
  /** First line of the message. */
  message: string;
  /** HEAD and index; the index alone where there was no HEAD. */
  parents: string[];
}

/**
 * Saves what is uncommitted in a worktree under `refs/overstory/wip/<session>/<n>`, n from 1; null when it is clean.
 * No branch, index or file is touched. What the session's newest ref holds already is not saved again.
 *
 * The saved commit holds index, work tree and untracked files; its last parent holds the index alone; its first
 * parent is HEAD (there is none on a branch without a commit). `restoreWip` brings it back. Where paths were unmerged,
 * the index part holds them as they were in the work tree.
 */
export async function saveWip(git: Git, wish: WipWish): Promise<SavedWip | null> {
  const problem = nameProblem(wish.session);
  if (problem) throw usageError(`session "${wish.session}" ${problem}`);
  const here = git.at(wish.worktree);
  const status = await readStatus(here);
  if (status.changed.length === 0) return null;
  const { untracked, leftOut } = await chooseFiles(wish.worktree, status.changed, wish.maxFileBytes);
  const unmerged = status.changed.filter(({ kind }) => kind === "unmerged").map(({ path }) => path);
  const trees = await writeWipTrees(here, unmerged, untracked);
  const files = status.changed.length - leftOut.length;
  const newest = (await listWip(git)).findLast(({ session }) => session === wish.session);
  if (newest && (await holds(git, newest, status.head, trees)))
    return { ref: newest.ref, commit: newest.commit, files, leftOut };
  const commit = await commitTrees(here, status.head, trees, wish.message);
  const ref = await allocate(git, wish.session, commit);
  return { ref, commit, files, leftOut };
}

/** Whether just this was saved already. */
async function holds(
  git: Git,
  { commit, parents }: Wip,
  head: string | null,
  { index, workTree }: WipTrees,
): Promise<boolean> {
  const onHead = head === null ? [] : [head];
  const indexCommit = parents.at(-1);
  if (indexCommit === undefined || parents.length !== onHead.length + 1) return false;
  if (head !== null && parents[0] !== head) return false;
  const saved = await git.run(["rev-parse", `${commit}^{tree}`, `${indexCommit}^{tree}`]);
  return saved === `${workTree}\n${index}`;
}

/** Everything saved, by session and number. */
export async function listWip(git: Git): Promise<Wip[]> {
  const format = "%(refname)%00%(objectname)%00%(committerdate:unix)%00%(parent)%00%(contents:subject)";
  const listing = await git.run([
    "for-each-ref",
    "--sort=version:refname",
    `--format=${format}`,
    "--",
    WIP_PREFIX,
  ]);
  return listing.split("\n").flatMap((line) => {
    const [ref = "", commit = "", seconds = "", parents = "", message = ""] = line.split("\0");
    const [, session, number] = /^([^/]+)\/(\d+)$/.exec(ref.slice(WIP_PREFIX.length)) ?? [];
    if (session === undefined) return [];
    const savedAt = Number(seconds) * 1000;
    return [{ ref, session, number: Number(number), commit, savedAt, message, parents: parents.split(" ") }];
  });
}

async function commitTrees(git: Git, head: string | null, trees: WipTrees, message: string): Promise<string> {
  const env = await commitIdentity(git);
  const commit = (tree: string, parents: string[], words: string) =>
    git.run(["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent]), "-F", "-"], {
      stdin: words,
      env,
    });
  const onHead = head === null ? [] : [head];
  const index = await commit(trees.index, onHead, `index of: ${message}`);
  return commit(trees.workTree, [...onHead, index], message);
}

async function allocate(git: Git, session: string, commit: string): Promise<string> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const numbers = (await listWip(git)).filter((wip) => wip.session === session).map(({ number }) => number);
    const ref = `${WIP_PREFIX}${session}/${Math.max(0, ...numbers) + 1}`;
    if (await swapRef(git, ref, null, commit)) return ref;
  }
  throw new OverstoryError("git", `no free number under ${WIP_PREFIX}${session} in ${TRIES} tries`);
}
