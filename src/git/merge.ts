import { OverstoryError } from "../errors.ts";
import { branchRef, branchTip, createBranch, requireNotCheckedOut } from "./branches.ts";
import type { Git } from "./git.ts";
import { commitIdentity } from "./identity.ts";
import { mergeTrees } from "./merge-tree.ts";
import { swapRef } from "./refs.ts";
import { resolveCommit } from "./repository.ts";

export interface MergeWish {
  /** Branch that is moved. It must be checked out nowhere. */
  target: string;
  /** Revision whose commits are brought in. */
  head: string;
  message: string;
}

export type MergeResult =
  /** `before` is where the target stood; null when it was made. */
  | { kind: "merged"; commit: string; before: string | null }
  /** The target had everything; `commit` is the merge that brought it in, null when none did. */
  | { kind: "already"; commit: string | null }
  | { kind: "conflict"; files: string[]; messages: string[] };

const TRIES = 100;

/**
 * Merges into a branch without a work tree: always by a merge commit, in one compare-and-swap, again from the start
 * when the branch moved meanwhile. Nothing changes on a conflict. Throws `conflict` when the target is checked out.
 */
export async function mergeBranch(git: Git, wish: MergeWish): Promise<MergeResult> {
  return merge(git, wish, async (tip) => {
    if (tip !== null) return null;
    throw new OverstoryError("not_found", `there is no branch ${wish.target} to merge into`);
  });
}

/** Like `mergeBranch`, but the target is fast-forwarded where that is possible, and made where it is absent. */
export async function deliverBranch(git: Git, wish: MergeWish): Promise<MergeResult> {
  return merge(git, wish, async (tip, head) => {
    if (tip !== null && !(await isAncestor(git, tip, head))) return null;
    const moved =
      tip === null
        ? await createBranch(git, wish.target, head)
        : await swapRef(git, branchRef(wish.target), tip, head);
    return moved ? "moved" : "lost the race";
  });
}

/** Brings the target to `head` without a merge commit, or answers null where one is needed. */
type Shortcut = (tip: string | null, head: string) => Promise<"moved" | "lost the race" | null>;

async function merge(git: Git, wish: MergeWish, shortcut: Shortcut): Promise<MergeResult> {
  const head = await resolveCommit(git, wish.head);
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const result = await mergeOnce(git, wish, head, shortcut);
    if (result) return result;
    await Bun.sleep(Math.random() * 10 * Math.min(attempt, 10));
  }
  throw new OverstoryError("conflict", `branch ${wish.target} moved during each of ${TRIES} tries to merge`);
}

/** Undefined when the target moved meanwhile. */
async function mergeOnce(
  git: Git,
  wish: MergeWish,
  head: string,
  shortcut: Shortcut,
): Promise<MergeResult | undefined> {
  await requireNotCheckedOut(git, wish.target);
  const tip = await branchTip(git, wish.target);
  if (tip !== null && (await isAncestor(git, head, tip))) {
    return { kind: "already", commit: await mergeThatBrought(git, head, tip) };
  }
  const short = await shortcut(tip, head);
  if (short !== null) return short === "moved" ? { kind: "merged", commit: head, before: tip } : undefined;
  if (tip === null) return undefined;
  const merged = await mergeTrees(git, tip, head);
  if (!merged.clean) return { kind: "conflict", files: merged.files, messages: merged.messages };
  const commit = await commitMerge(git, merged.tree, [tip, head], wish.message);
  return (await swapRef(git, branchRef(wish.target), tip, commit))
    ? { kind: "merged", commit, before: tip }
    : undefined;
}

async function commitMerge(git: Git, tree: string, parents: string[], message: string): Promise<string> {
  const args = ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent]), "-F", "-"];
  return git.run(args, { stdin: message, env: await commitIdentity(git) });
}

const isAncestor = (git: Git, ancestor: string, commit: string) =>
  git.holds(["merge-base", "--is-ancestor", ancestor, commit]);

/** The first commit of the target's own line that has `head`, unless its own line already led there. */
async function mergeThatBrought(git: Git, head: string, tip: string): Promise<string | null> {
  const range = `${head}..${tip}`;
  const descendants = new Set((await git.run(["rev-list", "--ancestry-path", range, "--"])).split("\n"));
  const line = (await git.run(["rev-list", "--first-parent", range, "--"])).split("\n");
  const first = line.findLast((commit) => commit !== "" && descendants.has(commit));
  return first && !(await isAncestor(git, head, `${first}^1`)) ? first : null;
}
