import { copyFile, mkdtemp, rm, stat, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemCode } from "../errors.ts";
import { type Git, WORK_TREE_DEADLINE_MS } from "./git.ts";

export interface WipTrees {
  /** Tree of the index. */
  index: string;
  /** Tree of the work tree: tracked files and the untracked ones that were asked for. */
  workTree: string;
}

/** Writes the two trees through a copy of the index, so that the index itself is not even locked. */
export async function writeWipTrees(git: Git, unmerged: string[], untracked: string[]): Promise<WipTrees> {
  const folder = await mkdtemp(join(tmpdir(), "overstory-index-"));
  try {
    const copy = join(folder, "index");
    await copyIndex(git, copy);
    return await writeTrees(git, copy, unmerged, untracked);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeTrees(
  git: Git,
  index: string,
  unmerged: string[],
  untracked: string[],
): Promise<WipTrees> {
  const change = (args: string[], paths?: string[]) =>
    git.run(["-c", "core.safecrlf=false", ...args], {
      env: { GIT_INDEX_FILE: index },
      deadlineMs: WORK_TREE_DEADLINE_MS,
      ...(paths === undefined ? {} : { stdin: paths.map((path) => `${path}\0`).join("") }),
    });
  const store = ["update-index", "--add", "--remove", "--replace", "-z", "--stdin"];
  // An unmerged index has no tree.
  if (unmerged.length > 0) await change(store, unmerged);
  const indexTree = await change(["write-tree"]);
  await change(["add", "--update"]);
  if (untracked.length > 0) await change(store, untracked);
  return { index: indexTree, workTree: await change(["write-tree"]) };
}

async function copyIndex(git: Git, copy: string): Promise<void> {
  const index = await git.run(["rev-parse", "--path-format=absolute", "--git-path", "index"]);
  try {
    const { mtimeMs } = await stat(index);
    await copyFile(index, copy);
    // git takes a file of the same size and second for unchanged, unless the index is as young as the file: a younger
    // copy would hide what was written just after the index.
    const second = Math.floor(mtimeMs / 1000);
    await utimes(copy, second, second);
  } catch (error) {
    // Where nothing was ever staged there is no index.
    if (systemCode(error) !== "ENOENT") throw error;
  }
}
