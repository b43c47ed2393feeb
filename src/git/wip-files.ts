import { constants } from "node:fs";
import { access, lstat } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../errors.ts";
import type { ChangedPath } from "./status.ts";

/** A changed path that is not saved, or not all of it. */
export interface LeftOut {
  path: string;
  why: "too large" | "unreadable" | "a repository of its own" | "changes inside a submodule";
}

export interface ChosenFiles {
  /** Untracked files to save. */
  untracked: string[];
  leftOut: LeftOut[];
}

export async function chooseFiles(
  worktree: string,
  changed: readonly ChangedPath[],
  maxFileBytes: number,
): Promise<ChosenFiles> {
  const chosen: ChosenFiles = { untracked: [], leftOut: [] };
  for (const { kind, path, dirtySubmodule } of changed) {
    const why = dirtySubmodule
      ? "changes inside a submodule"
      : kind === "untracked"
        ? await whyNot(worktree, path, maxFileBytes)
        : undefined;
    if (why) chosen.leftOut.push({ path, why });
    else if (kind === "untracked") chosen.untracked.push(path);
  }
  return chosen;
}

async function whyNot(
  worktree: string,
  path: string,
  maxFileBytes: number,
): Promise<LeftOut["why"] | undefined> {
  if (path.endsWith("/")) return "a repository of its own";
  const file = join(worktree, path);
  try {
    const stats = await lstat(file);
    if (stats.isSymbolicLink()) return undefined;
    if (stats.size > maxFileBytes) return "too large";
    await access(file, constants.R_OK);
    return undefined;
  } catch (error) {
    if (systemCode(error) === "EACCES") return "unreadable";
    if (systemCode(error) === "ENOENT") return undefined; // deleted since; git leaves it out by itself
    throw error;
  }
}
