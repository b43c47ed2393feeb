import { existsSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { branchRef } from "./branches.ts";
import { type Git, WORK_TREE_DEADLINE_MS } from "./git.ts";
import { commonDir } from "./repository.ts";
import { readStatus } from "./status.ts";
import { fillSubmodules } from "./submodules.ts";
import { adminDirOf, isLinkedWorktree, pointerOf } from "./worktree-admin.ts";
import { findStart, type Start, type WorktreeWish } from "./worktree-ensure.ts";
import { listWorktrees } from "./worktree-list.ts";
import { whatWouldBeLost } from "./worktree-remove.ts";

/** `refused` changes nothing that matters: the worktree is where it was. */
export type Retirement = { kind: "spared"; commit: string } | { kind: "refused"; reason: string };

/** What git keeps of each worktree and the next one may find; with anything else it is not handed on. */
const PLAIN_ADMIN = new Set(["HEAD", "commondir", "gitdir", "index", "refs"]);
/** What belongs to the former session alone. */
const FORMER = ["logs", "ORIG_HEAD", "FETCH_HEAD", "COMMIT_EDITMSG", "MERGE_MSG"];

/**
 * Takes a worktree whose work is merged out of use and moves it to `spare`, on no branch, so that another can be made of
 * it. Nothing of its session stays but the committed files: what git does not track, ignored files too, is deleted, as is
 * git's own log of it. Refused in the cases in which a removal is, and where more than files could be handed on.
 */
export async function retireWorktree(git: Git, path: string, spare: string): Promise<Retirement> {
  const common = await commonDir(git);
  if (!(await isLinkedWorktree(common, path))) return refuse(`${path} is not a worktree of this repository`);
  const admin = await adminDirOf(common, path);
  const here = git.at(path);
  const reason = (await whatWouldBeLost(here)) ?? (admin && (await whyNotPlain(git, path, admin)));
  if (admin === null || reason) return refuse(reason ?? `${path} is not registered`);
  const deadline = { deadlineMs: WORK_TREE_DEADLINE_MS };
  await here.run(["switch", "--quiet", "--detach"]);
  await here.run(["clean", "-ffdxq"], deadline);
  for (const name of FORMER) await rm(join(admin, name), { recursive: true, force: true });
  await mkdir(dirname(spare), { recursive: true });
  const moved = await git.attempt(["worktree", "move", "--", path, spare], deadline);
  if (moved.exitCode !== 0) return refuse(moved.stderr.trim());
  return { kind: "spared", commit: await git.at(spare).run(["rev-parse", "HEAD"]) };
}

const refuse = (reason: string): Retirement => ({ kind: "refused", reason });

/** Settings of this worktree alone, a rebase under way, files that git was told to overlook, repositories within. */
async function whyNotPlain(git: Git, path: string, admin: string): Promise<string | null> {
  const others = (await readdir(admin)).filter((name) => !PLAIN_ADMIN.has(name) && !FORMER.includes(name));
  if (others.length > 0) return `git keeps more of it: ${others.join(", ")}`;
  if (existsSync(join(path, ".gitmodules"))) return "it has submodules";
  const flagged = (await git.at(path).run(["ls-files", "-v"]))
    .split("\n")
    .some((line) => /^[a-zS] /.test(line));
  return flagged ? "git overlooks changes of some of its files" : null;
}

/**
 * Makes the worktree of the spare one. False when that cannot be, and then nobody may take the spare any more: it is to be
 * discarded, and the worktree made from nothing.
 */
export async function reuseWorktree(
  git: Git,
  spare: string,
  { path, branch, base }: WorktreeWish,
): Promise<boolean> {
  if (existsSync(path) || (await adminDirOf(await commonDir(git), path)) !== null) return false;
  const here = git.at(spare);
  // At once: in a large repository the look at all files is most of what this takes.
  const [start, { head, changed }] = await Promise.all([findStart(git, branch, base), readStatus(here)]);
  if (changed.length > 0 || !(await goTo(here, branch, start, head))) return false;
  await mkdir(dirname(path), { recursive: true });
  const moved = await git.attempt(["worktree", "move", "--", spare, path]);
  if (moved.exitCode !== 0) return false;
  await fillSubmodules(git, path);
  return true;
}

/** Git goes through all files to switch; to the very commit that is there only the branch has to be named. */
async function goTo(here: Git, branch: string, start: Start, head: string | null): Promise<boolean> {
  const isNew = "make" in start;
  const tip = isNew ? await start.make() : start.tip;
  const isThere = isNew && head === tip;
  const args = isThere
    ? ["symbolic-ref", "-m", `switch to ${branch}`, "HEAD", branchRef(branch)]
    : ["switch", "--quiet", "--no-guess", branch];
  return (await here.attempt(args, { deadlineMs: WORK_TREE_DEADLINE_MS })).exitCode === 0;
}

/** Removes a spare worktree in whatever state a crash has left it: nobody works there. */
export async function discardSpare(git: Git, spare: string): Promise<void> {
  await finishMove(git, spare);
  const isKnown = (await listWorktrees(git)).some(({ path }) => path === spare);
  if (isKnown)
    await git.attempt(["worktree", "remove", "--force", "--force", "--", spare], {
      deadlineMs: WORK_TREE_DEADLINE_MS,
    });
  await rm(spare, { recursive: true, force: true });
}

/**
 * `git worktree move` moves the folder first and tells the registration then. Where a crash came between, the registration
 * names the former place, which is gone: it is told now.
 */
export async function finishMove(git: Git, path: string): Promise<void> {
  const pointer = await pointerOf(path);
  const common = await commonDir(git);
  if (pointer === null || dirname(pointer) !== join(common, "worktrees")) return;
  if ((await adminDirOf(common, path)) !== null) return;
  const claimed = (await listWorktrees(git)).map((one) => one.path).filter((one) => existsSync(one));
  for (const other of claimed) if ((await pointerOf(other)) === pointer) return; // a copy of one that is in use
  await git.run(["worktree", "repair", "--", path]);
}
