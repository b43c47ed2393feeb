import { describeExit } from "../domain/outcome.ts";
import type { Session } from "../domain/session.ts";
import type { Task } from "../domain/task.ts";
import { describeError, OverstoryError } from "../errors.ts";
import { commitAll } from "../git/commit.ts";
import { saveWip } from "../git/wip.ts";
import type { World } from "./world.ts";

/** What stands in a session's worktree at its end. */
export type Work = { commits: number; dirtyFiles: number; head: string | null } | "missing" | "none";

/** An untracked file above it is not saved, only named. */
const MAX_SAVED_FILE_BYTES = 50 * 1024 * 1024;

/** Throws when git cannot tell. */
export async function lookAtWork({ worktrees }: Pick<World, "worktrees">, session: Session): Promise<Work> {
  const { worktree, baseCommit, adoptedAt } = session;
  if (worktree === null || baseCommit === null) return "none";
  // One that was taken over may work in the main work tree.
  const look = await (adoptedAt === null
    ? worktrees.lookAt(worktree, baseCommit)
    : worktrees.lookAtAny(worktree, baseCommit));
  return look.exists ? { commits: look.commits, dirtyFiles: look.dirtyFiles, head: look.head } : "missing";
}

/** Commits what is left, for a task that asks for it. A refusal (a hook, say) leaves the work as it is, and is told. */
export async function commitLeftovers(world: World, session: Session, task: Task): Promise<void> {
  if (session.worktree === null) return;
  try {
    await commitAll(
      world.git,
      session.worktree,
      `${task.title}\n\nOverstory-Task: ${task.key}\nOverstory-Session: ${session.key}`,
    );
  } catch (error) {
    if (!(error instanceof OverstoryError)) throw error;
    world.log.warn(`${session.key}: its work could not be committed: ${describeError(error)}`);
  }
}

/** Why work is saved at this moment; a person finds it in the list of what can be restored. */
function savedBecause({ stopCause, exitCode, exitedAt }: Session): string {
  if (stopCause !== null) return `before it was ended (${stopCause})`;
  if (exitedAt === null) return "while it worked";
  return exitCode === null ? "after it was lost" : `after it exited with ${describeExit(exitCode)}`;
}

/** What became of uncommitted work, in words: `saved as refs/…`, `not saved: big.bin`; null when there was none. */
export type Saved = string | null;

export type SavingWorld = Pick<World, "git" | "worktrees" | "log" | "signs"> & {
  store: Pick<World["store"], "write">;
};

/**
 * Saves uncommitted work under refs/overstory/wip before anything happens to it. What cannot be saved is told and does not
 * keep the session from ending.
 */
export async function saveWork(world: SavingWorld, session: Session): Promise<Saved> {
  const cause = `work_unsaved:${session.key}`;
  try {
    const saved = await trySaving(world, session);
    world.signs.clear(cause);
    return saved;
  } catch (error) {
    if (!(error instanceof OverstoryError)) throw error;
    const message = `the work of ${session.key} could not be saved: ${describeError(error)}`;
    world.log.warn(message);
    await world.store.write((tx) =>
      tx.event("daemon.warning", { runId: session.runId, sessionId: session.id }, { message }),
    );
    world.signs.set({
      cause,
      kind: "work_unsaved",
      severity: "critical",
      subject: session.key,
      message,
      hint: `its worktree is ${session.worktree ?? "unknown"}: save by hand what is in it`,
    });
    return `not saved: ${describeError(error)}`;
  }
}

async function trySaving(world: SavingWorld, session: Session): Promise<Saved> {
  if (session.worktree === null || (await lookAtWork(world, session)) === "missing") return null;
  const saved = await saveWip(world.git, {
    worktree: session.worktree,
    session: session.key,
    message: `${session.name}: ${savedBecause(session)}`,
    maxFileBytes: MAX_SAVED_FILE_BYTES,
  });
  if (!saved) return null;
  const { ref, files, leftOut } = saved;
  await world.store.write((tx) =>
    tx.event(
      "session.wip_saved",
      { runId: session.runId, sessionId: session.id, taskId: session.currentTaskId },
      {
        key: session.key,
        ref,
        files,
        leftOut: leftOut.map(({ path }) => path),
      },
    ),
  );
  const left = leftOut.map(({ path }) => path).join(", ");
  return [...(files > 0 ? [`saved as ${ref}`] : []), ...(left === "" ? [] : [`not saved: ${left}`])].join(
    "; ",
  );
}
