import { lstat, readdir } from "node:fs/promises";
import { systemCode } from "../errors.ts";
import type { Git } from "./git.ts";
import { commonDir } from "./repository.ts";
import { adminDirOf, pointerOf } from "./worktree-admin.ts";
import type { RegisteredWorktree } from "./worktree-list.ts";

/**
 * What is found where a worktree should be.
 *
 * - free: nothing, or an empty folder, and nothing registered
 * - unfinished: a `git worktree add` was interrupted; no one has worked there
 * - folder lost: registered, its folder is gone
 * - pointer lost: registered, the folder is there, its `.git` file is gone
 * - ready: registered, and the `.git` file leads to the registration
 * - foreign: something that is not this repository's worktree
 */
export type Place =
  | { kind: "free" }
  | { kind: "unfinished" | "folder lost" | "pointer lost" | "ready"; adminDir: string }
  | { kind: "foreign"; why: string };

export async function inspectPlace(
  git: Git,
  path: string,
  registered: RegisteredWorktree | undefined,
): Promise<Place> {
  const [content, adminDir, pointer] = await Promise.all([
    contentOf(path),
    adminDirOf(await commonDir(git), path),
    pointerOf(path),
  ]);
  if (content === "file") return { kind: "foreign", why: "it is a file or a link" };
  if (adminDir === null) {
    if (content !== "filled") return { kind: "free" };
    return {
      kind: "foreign",
      why: pointer ? "it belongs to another repository" : "it is a folder with files",
    };
  }
  // Git writes its lock reason "initializing" first and takes it back last.
  const unfinished = registered?.locked === "initializing";
  if (pointer !== null && pointer !== adminDir && !(unfinished && pointer === "unreadable")) {
    return { kind: "foreign", why: "it belongs to another repository" };
  }
  if (unfinished) return { kind: "unfinished", adminDir };
  if (content !== "filled") return { kind: "folder lost", adminDir };
  return { kind: pointer === null ? "pointer lost" : "ready", adminDir };
}

async function contentOf(path: string): Promise<"nothing" | "empty" | "filled" | "file"> {
  try {
    if (!(await lstat(path)).isDirectory()) return "file";
    return (await readdir(path)).length === 0 ? "empty" : "filled";
  } catch (error) {
    if (systemCode(error) === "ENOENT") return "nothing";
    throw error;
  }
}
