import { existsSync } from "node:fs";
import type { WorkTreeFacts } from "../../domain/completion/work-tree.ts";
import { isSpawned, type Session } from "../../domain/session.ts";
import type { Task } from "../../domain/task.ts";
import { describeError, OverstoryError } from "../../errors.ts";
import { countCommits, headBefore } from "../../git/commits-since.ts";
import type { Git } from "../../git/git.ts";
import { readStatus } from "../../git/status.ts";

/**
 * What stands in the work tree of the session that works on a task.
 *
 * @param beganAt when it first took the task, ms UTC; null when that is not known
 */
export async function gatherTree(
  git: Git,
  session: Session | null,
  task: Pick<Task, "spec">,
  beganAt: number | null,
): Promise<WorkTreeFacts> {
  const absent = whyNoTree(session);
  if (absent !== null || !session?.worktree) return { isKnown: false, why: absent ?? "nobody works on it" };
  const here = git.at(session.worktree);
  try {
    const { head, changed } = await readStatus(here);
    const base = head === null ? null : await baseOf(here, session, beganAt);
    return {
      isKnown: true,
      head,
      commits: base === null ? null : await countCommits(here, base),
      dirty: changed.map(({ path }) => path),
      isCommitted: isSpawned(session) && task.spec.autoCommit,
    };
  } catch (error) {
    if (!(error instanceof OverstoryError)) throw error;
    return { isKnown: false, why: describeError(error) };
  }
}

/** Why there is no work tree to look at; null when there is one. */
export function whyNoTree(session: Session | null): string | null {
  if (session === null) return "nobody works on it";
  if (session.worktree === null) return `${session.key} was started without a work tree`;
  return existsSync(session.worktree)
    ? null
    : `${session.worktree}, the work tree of ${session.key}, is gone`;
}

async function baseOf(git: Git, session: Session, beganAt: number | null): Promise<string | null> {
  if (isSpawned(session) && session.baseCommit !== null) return session.baseCommit;
  return beganAt === null ? null : headBefore(git, beganAt);
}
