import { type Git, WORK_TREE_DEADLINE_MS } from "./git.ts";

/** The paths that HEAD has otherwise than the commit from which it and `other` have parted. */
export async function changedPaths(git: Git, other: string): Promise<string[]> {
  const plain = ["--name-only", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=none"];
  const output = await git.run(["diff", ...plain, `${other}...HEAD`, "--"], {
    deadlineMs: WORK_TREE_DEADLINE_MS,
  });
  return output.split("\0").filter((path) => path !== "");
}
