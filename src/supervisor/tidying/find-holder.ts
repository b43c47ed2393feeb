import type { Session } from "../../domain/session.ts";
import { branchTip } from "../../git/branches.ts";
import { isAncestor } from "../../git/merge-commit.ts";
import { getRun } from "../../store/runs.ts";
import type { World } from "../world.ts";

/**
 * The branch that a session's work was meant for, or the one that the main work tree is on, if that has all of a commit;
 * null where none of them is known to.
 *
 * @param branch the one that it was made on, which proves nothing
 */
export async function findHolder(
  { git, store }: Pick<World, "git"> & { store: Pick<World["store"], "db"> },
  commit: string,
  branch: string | null,
  session: Session | undefined,
): Promise<string | null> {
  const run = session?.runId ? getRun(store.db, session.runId) : null;
  const current = await git.attempt(["symbolic-ref", "--quiet", "--short", "HEAD"]);
  for (const candidate of [run?.intoBranch, run?.targetBranch, current.stdout.trim()]) {
    if (!candidate || candidate === branch) continue;
    const tip = await branchTip(git, candidate);
    if (tip !== null && (await isAncestor(git, commit, tip))) return candidate;
  }
  return null;
}
