import type { Git } from "./git.ts";

/**
 * A commit of that tree, which no branch has yet.
 *
 * @param identity see `commitIdentity`
 */
export async function commitMerge(
  git: Git,
  tree: string,
  parents: readonly string[],
  message: string,
  identity: Record<string, string>,
): Promise<string> {
  const args = ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent]), "-F", "-"];
  return git.run(args, { stdin: message, env: identity });
}

export const isAncestor = (git: Git, ancestor: string, commit: string): Promise<boolean> =>
  git.holds(["merge-base", "--is-ancestor", ancestor, commit]);

/** The first commit of the tip's own line that has `head`, unless its own line already led there. */
export async function mergeThatBrought(git: Git, head: string, tip: string): Promise<string | null> {
  const range = `${head}..${tip}`;
  const descendants = new Set((await git.run(["rev-list", "--ancestry-path", range, "--"])).split("\n"));
  const line = (await git.run(["rev-list", "--first-parent", range, "--"])).split("\n");
  const first = line.findLast((commit) => commit !== "" && descendants.has(commit));
  return first && !(await isAncestor(git, head, `${first}^1`)) ? first : null;
}
