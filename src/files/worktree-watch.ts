import { type FSWatcher, lstatSync, watch } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describeError, systemCode } from "../errors.ts";
import type { FolderBudget } from "./folder-budget.ts";
import { IGNORED_FOLDERS } from "./ignored-folders.ts";

/** Where a session writes; absolute paths. */
export interface WatchedPlace {
  worktree: string;
  /** Where git keeps the worktree's own index and HEAD; null when that is not to be watched. */
  gitFolder: string | null;
}

/**
 * - each: one watch a folder, so that ignored folders cost nothing
 * - whole: one watch for the worktree with all below it, for systems that can (macOS)
 */
export type WatchStyle = "each" | "whole";

/** Events between two looks after which no more are needed: each costs some 50 µs. */
const ENOUGH = 1000;

/** Counts what is written in one worktree from now on. Writes to mapped memory raise no event and are not counted. */
export class WorktreeWatch {
  readonly #place: WatchedPlace;
  readonly #budget: FolderBudget;
  readonly #style: WatchStyle;
  readonly #folders = new Map<string, FSWatcher>();
  /** Resolves when every folder is watched, or none because that is impossible. */
  readonly isComplete: Promise<void>;
  #writes = 0;
  #sinceLook = 0;
  #isClosed = false;
  #problem: string | null = null;

  /** The worktree's top is watched when this returns, the folders below it soon after. */
  constructor(place: WatchedPlace, budget: FolderBudget, style: WatchStyle) {
    this.#place = place;
    this.#budget = budget;
    this.#style = style;
    this.isComplete = this.#start();
  }

  /**
   * Events so far, which is not the number of writes; or why they cannot be seen. A worktree that is written without end
   * is let go after the first thousand of them and watched again from the next look on.
   */
  look(): number | { unknown: string } {
    if (this.#problem !== null) return { unknown: this.#problem };
    if (this.#sinceLook >= ENOUGH) void this.#start();
    this.#sinceLook = 0;
    return this.#writes;
  }

  close(): void {
    this.#isClosed = true;
    for (const folder of this.#folders.keys()) this.#shut(folder);
  }

  #start(): Promise<void> {
    const { gitFolder, worktree } = this.#place;
    this.#isClosed = false;
    if (gitFolder !== null) this.#open(gitFolder);
    return this.#follow(worktree);
  }

  /** Watches before it lists: a folder made in between is found by one or the other. */
  async #follow(folder: string): Promise<void> {
    if (!this.#open(folder) || this.#style === "whole") return;
    for (const name of await this.#listFolders(folder)) await this.#follow(join(folder, name));
  }

  /** False when there is nothing to go on with: it is watched already, gone, or cannot be watched. */
  #open(folder: string): boolean {
    if (this.#isClosed || this.#folders.has(folder)) return false;
    const refusal = this.#budget.take(this.#folders.size);
    if (refusal !== null) return this.#fail(refusal);
    try {
      this.#folders.set(folder, this.#watch(folder));
      return true;
    } catch (error) {
      this.#budget.giveBack(1);
      if (systemCode(error) === undefined) throw error;
      return this.#fail(this.#problemOf(folder, error));
    }
  }

  #watch(folder: string): FSWatcher {
    const recursive = this.#style === "whole" && folder === this.#place.worktree;
    return watch(folder, { recursive, persistent: false }, (kind, name) =>
      this.#notice(folder, kind, name),
    ).on("error", (error) => this.#fail(this.#problemOf(folder, error)));
  }

  async #listFolders(folder: string): Promise<string[]> {
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      return entries.filter((entry) => entry.isDirectory() && !IGNORED_FOLDERS.has(entry.name)).map(nameOf);
    } catch (error) {
      if (systemCode(error) === undefined) throw error;
      this.#fail(this.#problemOf(folder, error));
      return [];
    }
  }

  #notice(folder: string, kind: string, name: string | null): void {
    if (this.#isClosed || (name !== null && isIgnored(name))) return;
    this.#writes += 1;
    this.#sinceLook += 1;
    if (this.#sinceLook >= ENOUGH) this.close();
    else if (kind === "rename" && name !== null && folder !== this.#place.gitFolder)
      this.#takeUp(folder, name);
  }

  /** Something of this name came, went, or was moved; or the folder itself did, which has the same event. */
  #takeUp(folder: string, name: string): void {
    if (folder === this.#place.worktree && !isFolder(folder)) {
      this.#fail("its worktree was deleted or moved");
      return;
    }
    const path = join(folder, name);
    // A watch follows what it was set on: of a folder made anew under the same name it would never tell.
    this.#forget(path);
    if (!IGNORED_FOLDERS.has(name) && isFolder(path)) void this.#follow(path);
  }

  #forget(path: string): void {
    if (!this.#folders.has(path)) return;
    for (const folder of this.#folders.keys())
      if (folder === path || folder.startsWith(`${path}/`)) this.#shut(folder);
  }

  #shut(folder: string): void {
    this.#folders.get(folder)?.close();
    if (this.#folders.delete(folder)) this.#budget.giveBack(1);
  }

  /** What is watched in part proves nothing: all of it is let go. */
  #fail(problem: string | null): false {
    if (problem !== null && !this.#isClosed) {
      this.#problem = problem;
      this.close();
    }
    return false;
  }

  /** Null for a folder that has gone meanwhile, which its parent tells of; the worktree itself must be there. */
  #problemOf(folder: string, error: unknown): string | null {
    const code = systemCode(error);
    if ((code === "ENOENT" || code === "ENOTDIR") && folder !== this.#place.worktree) return null;
    if (code === "ENOSPC") return "the system's limit of watches is reached (fs.inotify.max_user_watches)";
    return `cannot watch ${folder}: ${describeError(error)}`;
  }
}

const nameOf = ({ name }: { name: string }): string => name;

/** Inside an ignored folder; that such a folder comes or goes is worth an event. */
const isIgnored = (name: string): boolean =>
  name.includes("/") &&
  name
    .split("/")
    .slice(0, -1)
    .some((part) => IGNORED_FOLDERS.has(part));

const isFolder = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
