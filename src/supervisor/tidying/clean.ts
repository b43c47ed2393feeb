import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { CleanDecision, WorktreeFacts } from "../../domain/clean.ts";
import { decideClean } from "../../domain/clean.ts";
import type { Session } from "../../domain/session.ts";
import { isOpen } from "../../domain/session.ts";
import { describeError, OverstoryError } from "../../errors.ts";
import { sizeOf } from "../../files/folder-size.ts";
import { branchTip, deleteBranch } from "../../git/branches.ts";
import { readStatus } from "../../git/status.ts";
import { listWorktrees, type RegisteredWorktree } from "../../git/worktree-list.ts";
import { realPlace } from "../../git/worktrees.ts";
import { processesIn } from "../../process/in-folder.ts";
import { lastTaskOf } from "../../store/claims.ts";
import { listSessionsAt } from "../../store/sessions-at.ts";
import { requireTask } from "../../store/tasks.ts";
import { saveWork } from "../work.ts";
import { worktreesFolder } from "../worktrees-folder.ts";
import type { World } from "../world.ts";
import { findHolder } from "./find-holder.ts";

export type CleanWorld = Pick<World, "git" | "worktrees" | "settings" | "paths" | "log" | "signs"> & {
  store: Pick<World["store"], "db" | "write">;
};

/** A worktree, and whether it may go. */
export interface CleanProposal extends CleanDecision {
  path: string;
  branch: string | null;
  /** Key of the session that worked there last. */
  session: string | null;
  bytes: number;
}

export interface CleanWish {
  /** Also those that the configuration keeps. */
  kept?: boolean | undefined;
}

/** A worktree with the sessions that were ever in it, oldest first. */
interface Place extends RegisteredWorktree {
  sessions: readonly Session[];
}

/** Every worktree of the repository but the main one, with what speaks for and against removing it. */
export async function proposeClean(world: CleanWorld, wish: CleanWish): Promise<CleanProposal[]> {
  const proposals: CleanProposal[] = [];
  for (const place of await listPlaces(world)) {
    const { path, branch, sessions } = place;
    const decision = decideClean(await gather(world, place, wish));
    const { bytes } = await sizeOf(path);
    proposals.push({ path, branch, session: sessions.at(-1)?.key ?? null, bytes, ...decision });
  }
  return proposals;
}

/** Removes a worktree that may go, looked at once more right before. Answers why it stays all the same, or null. */
export async function applyClean(world: CleanWorld, path: string, wish: CleanWish): Promise<string | null> {
  const place = (await listPlaces(world)).find((one) => one.path === path);
  if (!place) return null;
  const { remove, reasons } = decideClean(await gather(world, place, wish));
  if (!remove) return reasons.join("; ");
  const last = place.sessions.at(-1);
  // Nothing is uncommitted; what is written from here on makes git refuse.
  if (last) await saveWork(world, last);
  const removal = await world.worktrees.remove(path);
  if (removal.kind === "refused") return removal.reason;
  if (last)
    await world.store.write((tx) =>
      tx.event("worktree.removed", { runId: last.runId, sessionId: last.id }, { key: last.key, path }),
    );
  await deleteMerged(world, place.branch, last);
  return null;
}

/** Folders below that of the worktrees where overstory works itself, beside those of runs. */
const OWN_FOLDERS = ["merging", "spare"];

/** Also the last part of its path may be a link. */
const realFolder = async (world: CleanWorld): Promise<string> =>
  dirname(await realPlace(join(worktreesFolder(world), "any")));

/** Git knows worktrees by their real paths, the database by those that they were asked for. */
async function listPlaces(world: CleanWorld): Promise<Place[]> {
  const folder = worktreesFolder(world);
  const real = await realFolder(world);
  const [, ...linked] = await listWorktrees(world.git);
  return linked
    .filter(({ path }) => !OWN_FOLDERS.some((name) => path.startsWith(`${join(real, name)}/`)))
    .map((worktree) => {
      const within = relative(real, worktree.path);
      const asked = within.startsWith("..") ? worktree.path : join(folder, within);
      return { ...worktree, sessions: listSessionsAt(world.store.db, asked) };
    });
}

async function gather(world: CleanWorld, place: Place, { kept }: CleanWish): Promise<WorktreeFacts> {
  const { db } = world.store;
  const { path, locked, sessions } = place;
  const last = sessions.at(-1);
  const taskId = last ? lastTaskOf(db, last.id) : null;
  const isBelow = path.startsWith(`${await realFolder(world)}/`);
  return {
    isOurs: isBelow && last !== undefined,
    isAdopted: sessions.some(({ adoptedAt }) => adoptedAt !== null),
    locked,
    isKept: !kept && world.settings.worktrees.keep === "all",
    openSession: sessions.findLast(({ state }) => isOpen(state))?.key ?? null,
    processes: await processesIn(path),
    taskStatus: taskId === null ? null : requireTask(db, taskId).status,
    ...(await lookInside(world, place)),
  };
}

async function lookInside(
  world: CleanWorld,
  { path, branch, sessions }: Place,
): Promise<Pick<WorktreeFacts, "dirty" | "mergedInto" | "ownCommits">> {
  const last = sessions.at(-1);
  const unknown = { mergedInto: null, ownCommits: null };
  if (!existsSync(path)) return { dirty: { unreadable: "its folder is gone" }, ...unknown };
  try {
    const { head, changed } = await readStatus(world.git.at(path));
    return {
      dirty: changed.length,
      mergedInto: head === null ? null : await findHolder(world, head, branch, last),
      ownCommits: head === null ? 0 : await countOwn(world, head, last),
    };
  } catch (error) {
    if (!(error instanceof OverstoryError)) throw error;
    return { dirty: { unreadable: describeError(error) }, ...unknown };
  }
}

async function countOwn(
  { git }: CleanWorld,
  head: string,
  last: Session | undefined,
): Promise<number | null> {
  if (!last?.baseCommit) return null;
  const args = ["rev-list", "--count", head, `^${last.baseCommit}`, "--"];
  const { exitCode, stdout } = await git.attempt(args);
  return exitCode === 0 ? Number(stdout) : null;
}

/** Only a branch of overstory's own goes, and only when another one has all of it. */
async function deleteMerged(
  world: CleanWorld,
  branch: string | null,
  last: Session | undefined,
): Promise<void> {
  if (!branch?.startsWith("overstory/task/")) return;
  const tip = await branchTip(world.git, branch);
  if (tip !== null && (await findHolder(world, tip, branch, last)) !== null)
    await deleteBranch(world.git, branch, tip);
}
