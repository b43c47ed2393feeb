import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../errors.ts";
import { type Git, WORK_TREE_DEADLINE_MS } from "./git.ts";
import { clearStaleLock } from "./stale-lock.ts";

const INTERRUPTED_LOCK_MS = 300;

/** Brings an interrupted `git worktree add` to its end. No one has worked there, so its files may be overwritten. */
export async function finishAdding(git: Git, path: string, adminDir: string, branch: string): Promise<void> {
  // A killed `worktree add` may leave a child behind that still writes the files, and holds the lock until it ends.
  await clearStaleLock(join(adminDir, "index.lock"), path, INTERRUPTED_LOCK_MS);
  await clearStaleLock(join(adminDir, "HEAD.lock"), path, INTERRUPTED_LOCK_MS);
  await restorePointer(path, adminDir);
  await writeIfAbsent(join(adminDir, "commondir"), "../..\n");
  await writeIfAbsent(join(adminDir, "HEAD"), `ref: refs/heads/${branch}\n`);
  const here = git.at(path);
  await here.run(["symbolic-ref", "HEAD", `refs/heads/${branch}`]);
  await here.run(["reset", "--hard", "--quiet"], { deadlineMs: WORK_TREE_DEADLINE_MS });
  await git.run(["worktree", "unlock", "--", path]);
}

/** Makes a lost folder again, as its index knows it: what was staged there is not lost. */
export async function restoreFolder(git: Git, path: string, adminDir: string): Promise<void> {
  await restorePointer(path, adminDir);
  const args = (await exists(join(adminDir, "index")))
    ? ["checkout-index", "--all"]
    : ["reset", "--hard", "--quiet"];
  await git.at(path).run(args, { deadlineMs: WORK_TREE_DEADLINE_MS });
}

/** Writes the `.git` file that leads to the registration; the files beside it stay as they are. */
export async function restorePointer(path: string, adminDir: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await writeFile(join(path, ".git"), `gitdir: ${adminDir}\n`);
}

async function writeIfAbsent(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: "wx" });
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  }
}
