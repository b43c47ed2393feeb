import { existsSync } from "node:fs";
import type { Session } from "../../domain/session.ts";
import { describeError, OverstoryError } from "../../errors.ts";
import { listWip, saveWip } from "../../git/wip.ts";
import { listForgottenWorktrees } from "../../store/retention.ts";
import { requireSession } from "../../store/sessions.ts";
import type { World } from "../world.ts";

type WorktreeWorld = Pick<World, "store" | "git" | "worktrees" | "log">;

/** More than any person's patience with a slow disk, less than what would be missed: every uncommitted file is saved. */
const MAX_SAVED_FILE_BYTES = 50 * 1024 * 1024;

/**
 * Removes worktrees of stopped tasks that nobody has touched since `before`. What is uncommitted is saved first, and a
 * worktree with something that cannot be saved stays; branches stay in any case. Answers how many were removed.
 */
export async function pruneWorktrees(world: WorktreeWorld, before: number): Promise<number> {
  let removed = 0;
  for (const { sessionId, path } of listForgottenWorktrees(world.store.db, before)) {
    if (!existsSync(path)) continue;
    const session = requireSession(world.store.db, sessionId);
    try {
      if (await removeForgotten(world, session, path, before)) removed += 1;
    } catch (error) {
      if (!(error instanceof OverstoryError)) throw error;
      world.log.warn(`${session.key}: its worktree stays: ${describeError(error)}`);
    }
  }
  return removed;
}

async function removeForgotten(world: WorktreeWorld, session: Session, path: string, before: number) {
  const { worktrees, store, log } = world;
  if ((await worktrees.lastTouched(path)) >= before) return false;
  const isSaved = await saveAll(world, session, path);
  const removal = isSaved ? await worktrees.discard(path) : await worktrees.remove(path);
  if (removal.kind === "refused") {
    log.info(`${session.key}: its worktree stays: ${removal.reason}`);
    return false;
  }
  const { runId, id, key } = session;
  await store.write((tx) => tx.event("worktree.removed", { runId, sessionId: id }, { key, path }));
  return true;
}

/** False when nothing was uncommitted, or not all of it could be saved. */
async function saveAll({ git, store }: WorktreeWorld, session: Session, path: string): Promise<boolean> {
  const { runId, id, key, name } = session;
  const message = `${name}: before its worktree was removed`;
  // Saved before, and the worktree stayed all the same: another copy each day would help nobody.
  if ((await listWip(git)).some((wip) => wip.session === key && wip.message === message)) return false;
  const saved = await saveWip(git, {
    worktree: path,
    session: key,
    message,
    maxFileBytes: MAX_SAVED_FILE_BYTES,
  });
  if (!saved) return false;
  const { ref, files, leftOut } = saved;
  const leftPaths = leftOut.map((one) => one.path);
  await store.write((tx) =>
    tx.event("session.wip_saved", { runId, sessionId: id }, { key, ref, files, leftOut: leftPaths }),
  );
  return leftOut.length === 0;
}
