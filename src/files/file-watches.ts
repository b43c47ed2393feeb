import { FolderBudget, type FolderLimits, systemLimits } from "./folder-budget.ts";
import { type WatchedPlace, type WatchStyle, WorktreeWatch } from "./worktree-watch.ts";

const STYLE: WatchStyle = process.platform === "linux" ? "each" : "whole";

/** Counts the writes in worktrees as the system tells of them, without looking at the files. */
export class FileWatches {
  readonly #budget: FolderBudget;
  readonly #watches = new Map<string, WorktreeWatch>();

  constructor(limits: FolderLimits = systemLimits()) {
    this.#budget = new FolderBudget(limits);
  }

  /** How many folders are watched in all. */
  get folders(): number {
    return this.#budget.taken;
  }

  /**
   * Counts from 0 on. The worktree's top is watched at once; the promise resolves, and never rejects, when everything
   * below is too. Does nothing when `id` is watched already.
   */
  watch(id: string, place: WatchedPlace): Promise<void> {
    const watch = this.#watches.get(id) ?? new WorktreeWatch(place, this.#budget, STYLE);
    this.#watches.set(id, watch);
    return watch.isComplete;
  }

  unwatch(id: string): void {
    this.#watches.get(id)?.close();
    this.#watches.delete(id);
  }

  /** A number that grows when something is written, or why that cannot be seen. */
  count(id: string): number | { unknown: string } {
    return this.#watches.get(id)?.look() ?? { unknown: "its worktree is not watched" };
  }

  /** Lets go of everything. */
  close(): void {
    for (const id of this.#watches.keys()) this.unwatch(id);
  }
}
