import { join } from "node:path";
import { Git } from "../../src/git/git.ts";
import { Worktrees } from "../../src/git/worktrees.ts";
import type { TestRepository } from "../support/repository.ts";

/** The worktrees of a test repository and a wish for one, on branch `work`. */
export function setUp(repo: TestRepository) {
  const git = new Git(repo.path);
  const path = join(repo.folder, "repo.worktrees", "one");
  return { git, worktrees: new Worktrees(git), path, wish: { path, branch: "work", base: "main" } };
}

/** Runs git in a folder and answers its output, trimmed; throws when it fails. */
export const inFolder = (folder: string, ...args: string[]) => {
  const { stdout, stderr, success } = Bun.spawnSync(["git", "-C", folder, ...args]);
  if (!success) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  return stdout.toString().trim();
};
