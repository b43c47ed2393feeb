import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { SavedWork } from "../domain/saved-work.ts";
import { OverstoryError, usageError } from "../errors.ts";
import { branchTip, requireBranchName } from "../git/branches.ts";
import { listWip, WIP_PREFIX, type Wip } from "../git/wip.ts";
import { lookAtWip, patchOf } from "../git/wip-look.ts";
import { restoreWip } from "../git/wip-restore.ts";
import { listWorktrees } from "../git/worktree-list.ts";
import { findSession, listOpenSessions } from "../store/sessions.ts";
import { worktreesFolder } from "./worktrees-folder.ts";
import type { World } from "./world.ts";

export interface Restored {
  ref: string;
  worktree: string;
  /** null when the worktree is on none. */
  branch: string | null;
}

/** Finds saved work again, and brings it back. */
export class Rescue {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** @param session key, name or id; null for the work of all */
  async list(session: string | null): Promise<SavedWork[]> {
    const all = await listWip(this.#world.git);
    const wanted = session === null ? all : this.#ofSession(all, session);
    return lookAtWip(this.#world.git, wanted);
  }

  /**
   * Throws `not_found`.
   *
   * @param what a ref (`refs/overstory/wip/SESSION-001/2`, or `SESSION-001/2`), or a session: its newest
   */
  async find(what: string): Promise<SavedWork> {
    const all = await listWip(this.#world.git);
    const wip =
      all.find(({ ref }) => ref === what || ref === `${WIP_PREFIX}${what}`) ??
      this.#ofSession(all, what).at(-1);
    const [saved] = wip ? await lookAtWip(this.#world.git, [wip]) : [];
    if (saved) return saved;
    throw new OverstoryError("not_found", `no work is saved for ${JSON.stringify(what)}`, {
      hint: "overstory rescue list",
    });
  }

  /** The changes as git shows them. */
  patch(saved: SavedWork): Promise<string> {
    return patchOf(this.#world.git, saved);
  }

  /**
   * Brings it back into a new worktree on a new branch, or into the clean worktree `into`. Nothing is ever written over:
   * throws `conflict` naming what is in the way.
   */
  async restore(
    saved: SavedWork,
    { into, branch }: { into?: string | undefined; branch?: string | undefined },
  ): Promise<Restored> {
    if (into !== undefined && branch !== undefined)
      throw usageError(
        "--into and --branch exclude each other",
        "a worktree that is there has its branch already",
      );
    const place = into === undefined ? await this.#makePlace(saved, branch) : await this.#findPlace(into);
    await restoreWip(this.#world.git, saved, place.worktree);
    const { ref, session: key } = saved;
    const { store } = this.#world;
    const sessionId = findSession(store.db, key)?.id ?? null;
    await store.write((tx) => tx.event("wip.restored", { sessionId }, { key, ref, ...place }));
    return { ref, ...place };
  }

  #ofSession(all: readonly Wip[], text: string): Wip[] {
    const key = findSession(this.#world.store.db, text)?.key ?? text.toUpperCase();
    return all.filter(({ session }) => session === key);
  }

  async #makePlace({ ref, session, number, base }: SavedWork, wanted: string | undefined) {
    const { git, worktrees } = this.#world;
    const branch = wanted ?? `overstory/rescue/${session.toLowerCase()}-${number}`;
    await requireBranchName(git, branch);
    if (base === null) throw new OverstoryError("conflict", `${ref} was saved before there was a commit`);
    const folder = branch.replace(/^overstory\/rescue\//, "").replaceAll("/", "-");
    const path = join(worktreesFolder(this.#world), "rescue", folder);
    const taken = existsSync(path)
      ? path
      : (await branchTip(git, branch)) === null
        ? null
        : `branch ${branch}`;
    if (taken !== null)
      throw new OverstoryError("conflict", `${taken} is there already`, {
        hint: "choose another name: --branch NAME",
      });
    const made = await worktrees.ensure({ path, branch, base });
    return { worktree: made.path, branch };
  }

  async #findPlace(into: string) {
    const { git, store } = this.#world;
    const worktree = existsSync(into) ? realpathSync(into) : into;
    const found = (await listWorktrees(git)).find(({ path }) => path === worktree);
    if (!found)
      throw new OverstoryError("not_found", `${into} is no worktree of this repository`, {
        hint: "git worktree list names them; without --into a new one is made",
      });
    const holder = listOpenSessions(store.db).find((session) => session.worktree === worktree);
    if (holder) throw new OverstoryError("conflict", `${holder.key} works in ${into}`);
    return { worktree, branch: found.branch };
  }
}
