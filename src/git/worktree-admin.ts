import { readdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { systemCode } from "../errors.ts";

/**
 * Git joins a linked work tree by two files: `<path>/.git` names the admin directory `<common dir>/worktrees/<id>`,
 * and the `gitdir` in there names `<path>/.git`.
 */

/** The admin directory registered for the folder, whether or not the folder exists; null when there is none. */
export async function adminDirOf(common: string, path: string): Promise<string | null> {
  for (const id of await namesIn(join(common, "worktrees"))) {
    const admin = join(common, "worktrees", id);
    const gitFile = await textOf(join(admin, "gitdir"));
    if (gitFile && dirname(resolve(admin, gitFile.trim())) === path) return admin;
  }
  return null;
}

/** What `<path>/.git` is: null when absent, the directory it names, or "unreadable" for anything but such a file. */
export async function pointerOf(path: string): Promise<string | null> {
  const text = await textOf(join(path, ".git"));
  if (text === null) return null;
  const named = /^gitdir: (.+)$/m.exec(text)?.[1];
  return named === undefined ? "unreadable" : resolve(path, named.trim());
}

/** Whether the two files of the folder's work tree name each other. */
export async function isLinkedWorktree(common: string, path: string): Promise<boolean> {
  const admin = await adminDirOf(common, path);
  return admin !== null && (await pointerOf(path)) === admin;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  }
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    if (code === "EISDIR") return "";
    throw error;
  }
}
