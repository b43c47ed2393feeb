import type { Git } from "./git.ts";

/** Whether two commits hold the same files. */
export async function isSameTree(git: Git, one: string, other: string): Promise<boolean> {
  const trees = await git.run(["rev-parse", `${one}^{tree}`, `${other}^{tree}`]);
  const [first, second] = trees.split("\n");
  return first === second;
}

/** Paths that differ between two commits, from the top; a file that was moved counts as both. */
export async function filesBetween(git: Git, from: string, to: string): Promise<string[]> {
  const paths = await git.run(["diff", "--name-only", "--no-renames", "-z", from, to, "--"]);
  return paths.split("\0").filter((path) => path !== "");
}

/** Paths that a commit changes beside another: since the two parted. Empty where it has nothing that the other has not. */
export async function changesBeside(git: Git, other: string, commit: string): Promise<string[]> {
  const paths = await git.run(["diff", "--name-only", "--no-renames", "-z", `${other}...${commit}`, "--"]);
  return paths.split("\0").filter((path) => path !== "");
}
