import type { Session } from "../../domain/session.ts";
import type { Reading } from "../../domain/watchdog/findings.ts";
import { systemCode } from "../../errors.ts";
import type { FileWatches } from "../../files/file-watches.ts";
import { pointerOf } from "../../git/worktree-admin.ts";
import { keepOnly } from "../../keep-only.ts";
import type { Pace } from "./pace.ts";

/** The look at which a worktree begins to be watched, counted in looks at which nothing had moved. */
const STILL_LOOKS = 2;

/**
 * Counts the writes in the worktrees of sessions that stand still otherwise: to watch a worktree is dear, and of one whose
 * session writes to its terminal it would tell nothing new.
 */
export class QuietWorktrees {
  readonly #watches: Pick<FileWatches, "watch" | "unwatch" | "count">;
  /** Those that are watched, each with what had been counted before: its count goes on from there. */
  readonly #watched = new Map<string, number>();
  /** What had been counted when a watch last ended. */
  readonly #counted = new Map<string, number>();

  constructor(watches: Pick<FileWatches, "watch" | "unwatch" | "count">) {
    this.#watches = watches;
  }

  async read({ id, worktree }: Session, { isLoud, stillLooks }: Pace): Promise<Reading> {
    if (worktree === null) return 0;
    if (isLoud) this.#stop(id);
    else if (stillLooks >= STILL_LOOKS && !this.#watched.has(id)) {
      // Not waited for: a large worktree must not keep the others from their look.
      void this.#watches.watch(id, { worktree, gitFolder: await gitFolderOf(worktree) });
      this.#watched.set(id, this.#counted.get(id) ?? 0);
    }
    return this.#count(id);
  }

  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of [...this.#watched.keys()]) if (!ids.has(id)) this.#stop(id);
    keepOnly(this.#counted, ids);
  }

  #count(id: string): Reading {
    const earlier = this.#watched.get(id);
    if (earlier === undefined) return { unknown: "not watched while something else moves" };
    const count = this.#watches.count(id);
    return typeof count === "number" ? earlier + count : count;
  }

  #stop(id: string): void {
    const count = this.#count(id);
    if (typeof count === "number") this.#counted.set(id, count);
    if (this.#watched.delete(id)) this.#watches.unwatch(id);
  }
}

/** Where git keeps the index and HEAD of a linked worktree; null when there is no such thing or it cannot be read. */
async function gitFolderOf(worktree: string): Promise<string | null> {
  try {
    const pointer = await pointerOf(worktree);
    return pointer === "unreadable" ? null : pointer;
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return null;
  }
}
