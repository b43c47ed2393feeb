import { existsSync } from "node:fs";
import type { Session } from "../domain/session.ts";
import { deleteBranch } from "../git/branches.ts";
import { listFinishers } from "../store/claims.ts";
import { requireSession } from "../store/sessions.ts";
import type { World } from "./world.ts";

/**
 * Removes the worktree and the branch of a session whose work is merged, unless the configuration keeps them. Nothing is
 * forced: a worktree that holds anything uncommitted stays, and so does a branch that has moved since its merge.
 */
export async function tidy({ worktrees, git, settings, store, log }: World, session: Session): Promise<void> {
  const { worktree, branch, headCommit } = session;
  if (session.adoptedAt !== null) return; // a person's
  if (settings.worktrees.keep === "all" || worktree === null) return;
  const removal = await worktrees.remove(worktree);
  if (removal.kind === "refused") {
    log.info(`${session.key}: its worktree stays: ${removal.reason}`);
    return;
  }
  if (branch !== null && headCommit !== null) await deleteBranch(git, branch, headCommit);
  await store.write((tx) =>
    tx.event(
      "worktree.removed",
      { runId: session.runId, sessionId: session.id },
      { key: session.key, path: worktree },
    ),
  );
}

/** Does what a crash has left undone. */
export async function tidyLeftovers(world: World): Promise<void> {
  const sessions = listFinishers(world.store.db).map((id) => requireSession(world.store.db, id));
  for (const session of sessions)
    if (session.worktree !== null && existsSync(session.worktree)) await tidy(world, session);
}
