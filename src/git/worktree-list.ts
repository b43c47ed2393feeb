import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../errors.ts";
import type { Git } from "./git.ts";
import { commonDir } from "./repository.ts";
import { adminDirOf } from "./worktree-admin.ts";

/** A work tree as git has it registered; its folder may be gone. */
export interface RegisteredWorktree {
  path: string;
  /** Branch it is on, or is rebasing; null when detached or bare. */
  branch: string | null;
  /** Why it is locked (empty where no reason was given); null when it is not. */
  locked: string | null;
}

/** All work trees of the repository, the main one first. */
export async function listWorktrees(git: Git): Promise<RegisteredWorktree[]> {
  const listing = await git.run(["worktree", "list", "--porcelain", "-z"]);
  const records = listing.split("\0\0").filter((record) => record !== "");
  const common = await commonDir(git);
  return Promise.all(
    records.map(async (record, index) => {
      const worktree = parseRecord(record);
      if (worktree.branch !== null) return worktree;
      const admin = index === 0 ? common : await adminDirOf(common, worktree.path);
      return { ...worktree, branch: admin === null ? null : await rebasedBranch(admin) };
    }),
  );
}

function parseRecord(record: string): RegisteredWorktree {
  const fields = new Map(
    record.split("\0").map((line) => {
      const space = line.indexOf(" ");
      return space < 0 ? [line, ""] : [line.slice(0, space), line.slice(space + 1)];
    }),
  );
  return {
    path: fields.get("worktree") ?? "",
    branch: fields.get("branch")?.replace(/^refs\/heads\//, "") ?? null,
    locked: fields.get("locked") ?? null,
  };
}

/** During a rebase HEAD is detached, but the branch is moved at its end. */
async function rebasedBranch(gitDir: string): Promise<string | null> {
  for (const state of ["rebase-merge", "rebase-apply"]) {
    try {
      const name = (await readFile(join(gitDir, state, "head-name"), "utf8")).trim();
      if (name.startsWith("refs/heads/")) return name.slice("refs/heads/".length);
    } catch (error) {
      if (systemCode(error) !== "ENOENT") throw error;
    }
  }
  return null;
}
