import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { systemCode } from "../errors.ts";
import { requireBranchName } from "./branches.ts";
import type { Git } from "./git.ts";
import { Turns } from "./turns.ts";
import { discardWorktree, lastTouched } from "./worktree-discard.ts";
import { ensureWorktree, type Worktree, type WorktreeWish } from "./worktree-ensure.ts";
import { lookAt, lookInto, type WorktreeLook } from "./worktree-look.ts";
import { discardSpare, finishMove, type Retirement, retireWorktree, reuseWorktree } from "./worktree-pool.ts";
import { type Removal, removeWorktree } from "./worktree-remove.ts";

/** The worktrees of one repository. Work on the same path or branch is done one after another; `git` is at the main work tree. */
export class Worktrees {
  readonly #git: Git;
  readonly #turns = new Turns();

  constructor(git: Git) {
    this.#git = git;
  }

  /**
   * Makes sure that a complete worktree is at `path`, on `branch`, whatever an earlier, interrupted call left.
   * Nothing is deleted: throws `conflict` when the path is taken by something else, the branch is checked out
   * elsewhere, or the worktree there is on another branch.
   */
  async ensure({ path, branch, base }: WorktreeWish): Promise<Worktree> {
    await requireBranchName(this.#git, branch);
    const place = await realPlace(path);
    // Git itself does not notice when two worktrees are put on one branch at the same moment.
    return this.#turns.take(`branch ${branch}`, () =>
      this.#turns.take(place, () => ensureWorktree(this.#git, { path: place, branch, base })),
    );
  }

  /** Removes a worktree that holds nothing uncommitted; see `Removal`. */
  async remove(path: string): Promise<Removal> {
    const place = await realPlace(path);
    return this.#turns.take(place, () => removeWorktree(this.#git, place));
  }

  /** See `discardWorktree`: what is uncommitted must have been saved. */
  async discard(path: string): Promise<Removal> {
    const place = await realPlace(path);
    return this.#turns.take(place, () => discardWorktree(this.#git, place));
  }

  /** See `retireWorktree`. */
  async retire(path: string, spare: string): Promise<Retirement> {
    const place = await realPlace(path);
    const room = await realPlace(spare);
    return this.#turns.take(place, () => retireWorktree(this.#git, place, room));
  }

  /** See `reuseWorktree`. */
  async reuse(spare: string, { path, branch, base }: WorktreeWish): Promise<boolean> {
    await requireBranchName(this.#git, branch);
    const place = await realPlace(path);
    const room = await realPlace(spare);
    return this.#turns.take(`branch ${branch}`, () =>
      this.#turns.take(place, () => reuseWorktree(this.#git, room, { path: place, branch, base })),
    );
  }

  /** See `discardSpare`. */
  async discardSpare(spare: string): Promise<void> {
    const room = await realPlace(spare);
    return this.#turns.take(room, () => discardSpare(this.#git, room));
  }

  /** See `finishMove`. */
  async finishMove(path: string): Promise<void> {
    const place = await realPlace(path);
    return this.#turns.take(place, () => finishMove(this.#git, place));
  }

  /** See `lastTouched`. */
  async lastTouched(path: string): Promise<number> {
    return lastTouched(this.#git, await realPlace(path));
  }

  /** What is in a worktree now. Waits for no one: it may see one that is just being made or removed. */
  async lookAt(path: string, base: string): Promise<WorktreeLook> {
    return lookAt(this.#git, await realPlace(path), base);
  }

  /** The same for any work tree of the repository, the main one among them. */
  async lookAtAny(path: string, base: string): Promise<WorktreeLook> {
    return existsSync(join(path, ".git")) ? lookInto(this.#git, path, base) : { exists: false };
  }
}

/** Git registers real paths. The last part may be a link, which is then seen as what it is; any part may be absent. */
export async function realPlace(path: string): Promise<string> {
  const parent = dirname(path);
  try {
    return join(await realpath(parent), basename(path));
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
    return join(await realPlace(parent), basename(path));
  }
}
