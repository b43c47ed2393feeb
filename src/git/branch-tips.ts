import { branchRef } from "./branches.ts";
import type { Git } from "./git.ts";

/** Where the branches stand, by name, with one look; those that are not there are left out. */
export async function listBranchTips(git: Git, branches: readonly string[]): Promise<Map<string, string>> {
  if (branches.length === 0) return new Map();
  const wanted = new Set(branches);
  const tips = await readTips(git, branches.map(branchRef));
  return new Map([...tips].filter(([branch]) => wanted.has(branch)));
}

/** The same for all branches of tasks. */
export const listOwnBranchTips = (git: Git): Promise<Map<string, string>> =>
  readTips(git, ["refs/heads/overstory/task/"]);

async function readTips(git: Git, patterns: readonly string[]): Promise<Map<string, string>> {
  const format = "--format=%(objectname) %(refname:lstrip=2)";
  const listing = await git.run(["for-each-ref", format, "--", ...patterns]);
  const lines = listing.split("\n").map((line) => {
    const space = line.indexOf(" ");
    return [line.slice(space + 1), line.slice(0, space)] as const;
  });
  return new Map(lines);
}
