import { existsSync } from "node:fs";
import type { Session } from "../domain/session.ts";
import { describeError, OverstoryError } from "../errors.ts";
import { listOwnBranchTips } from "../git/branch-tips.ts";
import { deleteBranch } from "../git/branches.ts";
import type { Removal } from "../git/worktree-remove.ts";
import { listFinishers } from "../store/claims.ts";
import { requireSession } from "../store/sessions.ts";
import { findHolder } from "./tidying/find-holder.ts";
import { putBack } from "./tidying/pool.ts";
import type { World } from "./world.ts";

type TidyWorld = Pick<World, "worktrees" | "git" | "settings" | "paths" | "log"> & {
  store: Pick<World["store"], "db" | "write">;
};

/**
 * Takes away the worktree and the branch of a session whose work is merged, unless the configuration keeps them. Nothing is
 * forced: a worktree that holds anything uncommitted stays, and so does a branch that has moved since its merge.
 */
export async function tidy(world: TidyWorld, session: Session): Promise<void> {
  const { settings, store, log } = world;
  const { worktree } = session;
  if (session.adoptedAt !== null) return; // a person's
  if (settings.worktrees.keep === "all" || worktree === null) return;
  const removal = await takeAway(world, worktree);
  if (removal.kind === "refused") {
    log.info(`${session.key}: its worktree stays: ${removal.reason}`);
    return;
  }
  await store.write((tx) =>
    tx.event(
      "worktree.removed",
      { runId: session.runId, sessionId: session.id },
      { key: session.key, path: worktree },
    ),
  );
  await deleteMergedBranch(world, session);
}

/** Also a person may have called a task complete: only what another branch has is deleted. */
async function deleteMergedBranch(world: TidyWorld, session: Session): Promise<void> {
  const { branch, headCommit } = session;
  if (branch === null || headCommit === null) return;
  if ((await findHolder(world, headCommit, branch, session)) !== null)
    await deleteBranch(world.git, branch, headCommit);
}

/** It is kept for a next task where that can be. */
async function takeAway(world: TidyWorld, path: string): Promise<Removal> {
  return existsSync(path) && (await putBack(world, path))
    ? { kind: "removed" }
    : world.worktrees.remove(path);
}

/** Does what a crash has left undone. */
export async function tidyLeftovers(world: TidyWorld): Promise<void> {
  const sessions = listFinishers(world.store.db).map((id) => requireSession(world.store.db, id));
  const tips = await listOwnBranchTips(world.git);
  for (const session of sessions)
    await finishTidying(world, session, tips).catch((error) => {
      if (!(error instanceof OverstoryError)) throw error;
      world.log.warn(`${session.key}: not all of it is tidied up: ${describeError(error)}`);
    });
}

async function finishTidying(
  world: TidyWorld,
  session: Session,
  tips: ReadonlyMap<string, string>,
): Promise<void> {
  const { worktree, branch, headCommit, adoptedAt } = session;
  if (worktree === null) return;
  if (existsSync(worktree)) return tidy(world, session);
  const isLeft = branch !== null && headCommit !== null && tips.get(branch) === headCommit;
  const mayGo = adoptedAt === null && world.settings.worktrees.keep !== "all";
  if (isLeft && mayGo) await deleteMergedBranch(world, session);
}
