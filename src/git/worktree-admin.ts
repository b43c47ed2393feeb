import { dirname, join, resolve } from "node:path";
import { namesIn } from "../names-in.ts";
import { textOf } from "./admin-files.ts";

/**
 * Git joins a linked work tree by two files: `<path>/.git` names the admin directory `<common dir>/worktrees/<id>`,
 * and the `gitdir` in there names `<path>/.git`.
 */

/** The admin directory registered for the folder, whether or not the folder exists; null when there is none. */
export async function adminDirOf(common: string, path: string): Promise<string | null> {
  for (const id of namesIn(join(common, "worktrees"))) {
    const admin = join(common, "worktrees", id);
    const gitFile = await textOf(join(admin, "gitdir"));
    if (gitFile && dirname(resolve(admin, gitFile)) === path) return admin;
  }
  return null;
}

/** What `<path>/.git` is: null when absent, the directory it names, or "unreadable" for anything but such a file. */
export async function pointerOf(path: string): Promise<string | null> {
  const text = await textOf(join(path, ".git"));
  if (text === null) return null;
  const named = /^gitdir: (.+)$/m.exec(text)?.[1];
  return named === undefined ? "unreadable" : resolve(path, named);
}

/** Whether the two files of the folder's work tree name each other. */
export async function isLinkedWorktree(common: string, path: string): Promise<boolean> {
  const admin = await adminDirOf(common, path);
  return admin !== null && (await pointerOf(path)) === admin;
}
