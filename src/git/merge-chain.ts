import { OverstoryError } from "../errors.ts";
import type { Git } from "./git.ts";
import { commitIdentity } from "./identity.ts";
import { commitMerge, isAncestor, mergeThatBrought } from "./merge-commit.ts";
import { mergeTrees, type TreeMerge } from "./merge-tree.ts";

export interface ChainLink<T> {
  of: T;
  /** Id of the commit that is brought in, with all that it has. */
  head: string;
  message: string;
}

/** What became of one link. */
export type LinkResult<T> =
  /** `commit` is the merge commit that it has in the chain. */
  | { of: T; kind: "merged"; commit: string }
  /** The base had everything already; null when no merge brought it in. */
  | { of: T; kind: "already"; commit: string | null }
  /** It conflicts with the base itself. */
  | { of: T; kind: "conflict"; files: string[] }
  /** It conflicts only with what comes before it in the chain, and was left out. */
  | { of: T; kind: "later"; files: string[] }
  /** It can never be merged: its commit is gone, or has nothing in common with the base. */
  | { of: T; kind: "impossible"; reason: string };

export interface Chain<T> {
  base: string;
  /** The last merge commit; the base when nothing was merged. */
  result: string;
  links: LinkResult<T>[];
}

/** Merges one head after the other upon the base, into commits that no branch has yet. No ref and no work tree is touched. */
export async function buildChain<T>(
  git: Git,
  base: string,
  links: readonly ChainLink<T>[],
): Promise<Chain<T>> {
  const identity = commitIdentity(git);
  identity.catch(() => undefined); // awaited where a commit is made
  const results: LinkResult<T>[] = [];
  let tip = base;
  for (const link of links) {
    const result = await addLink(git, { base, tip, identity }, link);
    if (result.kind === "merged") tip = result.commit;
    results.push(result);
  }
  return { base, result: tip, links: results };
}

interface Place {
  base: string;
  tip: string;
  identity: Promise<Record<string, string>>;
}

async function addLink<T>(
  git: Git,
  { base, tip, identity }: Place,
  { of, head, message }: ChainLink<T>,
): Promise<LinkResult<T>> {
  const merge = await tryMerge(git, { base, tip }, head);
  if ("impossible" in merge) return { of, kind: "impossible", reason: merge.impossible };
  if ("already" in merge) return { of, kind: "already", commit: await mergeThatBrought(git, head, base) };
  if (merge.clean) {
    const commit = await commitMerge(git, merge.tree, [tip, head], message, await identity);
    return { of, kind: "merged", commit };
  }
  if (tip === base) return { of, kind: "conflict", files: merge.files };
  const alone = await mergeTrees(git, base, head);
  return alone.clean
    ? { of, kind: "later", files: merge.files }
    : { of, kind: "conflict", files: alone.files };
}

/** Both questions at once: most of the time goes by while processes start. */
async function tryMerge(
  git: Git,
  { base, tip }: Pick<Place, "base" | "tip">,
  head: string,
): Promise<TreeMerge | { already: true } | { impossible: string }> {
  const [known, merged] = await Promise.allSettled([isAncestor(git, head, base), mergeTrees(git, tip, head)]);
  if (known.status === "fulfilled" && known.value) return { already: true };
  if (known.status === "fulfilled" && merged.status === "fulfilled") return merged.value;
  if (!(await hasCommit(git, head))) return { impossible: `its commit ${head} is gone` };
  const error: unknown =
    known.status === "rejected" ? known.reason : merged.status === "rejected" && merged.reason;
  if (error instanceof OverstoryError && /unrelated histories/.test(error.message))
    return { impossible: "it has no commit in common with its target" };
  throw error;
}

const hasCommit = (git: Git, commit: string): Promise<boolean> =>
  git.holds(["rev-parse", "--verify", "--quiet", "--end-of-options", `${commit}^{commit}`]);
