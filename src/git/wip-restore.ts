import type { SavedWork } from "../domain/saved-work.ts";
import { OverstoryError } from "../errors.ts";
import { type Git, WORK_TREE_DEADLINE_MS } from "./git.ts";
import { readStatus } from "./status.ts";

/**
 * Brings saved work back into a clean worktree that stands at the commit the work comes on top of: files, index and
 * untracked files as they were. Throws `conflict`, with nothing done, when the worktree holds anything that is not
 * committed, stands elsewhere, or has an ignored file where one is to be restored.
 */
export async function restoreWip(git: Git, saved: SavedWork, worktree: string): Promise<void> {
  const { commit, base } = saved;
  if (base === null) throw withoutBase(saved);
  const here = git.at(worktree);
  const { changed, head } = await readStatus(here);
  if (changed.length > 0)
    throw refusal(
      worktree,
      `it has uncommitted changes: ${some(changed.map(({ path }) => path))}`,
      "commit them, or restore into a new worktree: leave out --into",
    );
  if (head !== base)
    throw refusal(
      worktree,
      `it stands at ${short(head)}, and the work was saved on top of ${short(base)}`,
      "restore into a new worktree (leave out --into), and merge from there",
    );
  await refuseOverwriting(here, saved);
  const change = (args: string[]) => here.run(args, { deadlineMs: WORK_TREE_DEADLINE_MS });
  await change(["read-tree", "-m", "-u", base, commit]);
  await change(["read-tree", `${commit}^2`]);
  // Only tells git which files it need not read again; it answers 1 where some differ, as they are to.
  await here.attempt(["update-index", "-q", "--refresh"], { deadlineMs: WORK_TREE_DEADLINE_MS });
}

/** Git takes ignored files for worthless. Whatever is in the way of a restored file stays, and is named. */
async function refuseOverwriting(here: Git, { files }: SavedWork): Promise<void> {
  const added = new Set(files.filter(({ change }) => change === "added").map(({ path }) => path));
  if (added.size === 0) return;
  const listing = await here.run(["ls-files", "--others", "-z"], { deadlineMs: WORK_TREE_DEADLINE_MS });
  const others = new Set(
    listing
      .split("\0")
      .filter((path) => path !== "")
      .map((path) => path.replace(/\/$/, "")),
  );
  const inTheWay = [
    ...[...others].filter((path) => andAbove(path).some((one) => added.has(one))),
    ...[...added].flatMap((path) => andAbove(path).filter((one) => others.has(one))),
  ];
  if (inTheWay.length > 0)
    throw refusal(
      here.folder,
      `there are ignored files in the way: ${some([...new Set(inTheWay)])}`,
      "move them away, or restore into a new worktree: leave out --into",
    );
}

/** `a/b/c`, `a/b`, `a`. */
const andAbove = (path: string): string[] =>
  path.split("/").map((_, index, parts) => parts.slice(0, parts.length - index).join("/"));

const some = (paths: readonly string[]): string =>
  paths.length > 5 ? `${paths.slice(0, 5).join(", ")} and ${paths.length - 5} more` : paths.join(", ");

const short = (commit: string | null) => commit?.slice(0, 10) ?? "no commit";

const refusal = (worktree: string, why: string, hint: string) =>
  new OverstoryError("conflict", `nothing is restored into ${worktree}: ${why}`, { hint });

const withoutBase = ({ ref }: SavedWork) =>
  new OverstoryError("conflict", `${ref} was saved before there was a commit to restore it on`, {
    hint: `take its files by hand: git archive ${ref} | tar -x -C FOLDER`,
  });
