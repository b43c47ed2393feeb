import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describeError, OverstoryError } from "../../errors.ts";
import { sizeOf } from "../../files/folder-size.ts";
import type { WorktreeWish } from "../../git/worktree-ensure.ts";
import { realPlace } from "../../git/worktrees.ts";
import { processesIn } from "../../process/in-folder.ts";
import { listOpenSessions } from "../../store/sessions.ts";
import {
  insertSpare,
  listSpares,
  removeSpare,
  takeOldSpare,
  takeSpare,
} from "../../store/spare-worktrees.ts";
import { worktreesFolder } from "../worktrees-folder.ts";
import type { World } from "../world.ts";

export type PoolWorld = Pick<World, "worktrees" | "settings" | "paths" | "log"> & {
  store: Pick<World["store"], "db" | "write">;
};

const MIB = 1024 * 1024;

/** Where worktrees are that nobody works in. */
export const spareFolder = (world: Pick<World, "paths" | "settings">): string =>
  join(worktreesFolder(world), "spare");

/**
 * Keeps a worktree that is done with for a next task, if there is room for it. False when it was not: it is where it was.
 * Nothing of who worked there stays, see `retireWorktree`.
 */
export async function putBack(world: PoolWorld, path: string): Promise<boolean> {
  if (!hasRoom(world, 0) || (await processesIn(await realPlace(path)))?.length !== 0) return false;
  const { bytes } = await sizeOf(path);
  if (!hasRoom(world, bytes)) return false;
  const spare = join(spareFolder(world), crypto.randomUUID());
  const retired = await world.worktrees.retire(path, spare);
  if (retired.kind === "refused") {
    world.log.debug(`${path} is not kept for a next task: ${retired.reason}`);
    return false;
  }
  const isKept = await world.store.write((tx) => {
    const room = hasRoom(world, bytes);
    if (room) insertSpare(tx, { path: spare, commit: retired.commit, bytes });
    return room;
  });
  // Another one was put back meanwhile.
  if (!isKept) await world.worktrees.discardSpare(spare);
  return true;
}

function hasRoom({ settings, store }: PoolWorld, bytes: number): boolean {
  const { most, maxMib } = settings.pool;
  const spares = listSpares(store.db);
  return spares.length < most && spares.reduce((sum, spare) => sum + spare.bytes, bytes) <= maxMib * MIB;
}

/** Makes that worktree, of one that is ready where there is one. Can be done again after a crash at any point. */
export async function makeWorktree(world: PoolWorld, wish: WorktreeWish): Promise<void> {
  if (!existsSync(wish.path) && (await reuse(world, wish))) return;
  await world.worktrees.ensure(wish);
}

async function reuse(world: PoolWorld, wish: WorktreeWish): Promise<boolean> {
  if (!listSpares(world.store.db).some(({ state }) => state === "ready")) return false;
  const spare = await world.store.write(takeSpare);
  if (spare === null) return false;
  const isMade = await world.worktrees.reuse(spare, wish).catch((error) => {
    if (!(error instanceof OverstoryError)) throw error;
    world.log.warn(`a spare worktree cannot be used: ${describeError(error)}`);
    return false;
  });
  if (!isMade) await world.worktrees.discardSpare(spare);
  await world.store.write((tx) => removeSpare(tx, spare));
  return isMade;
}

/**
 * Removes spare worktrees that nobody wanted for long or that are too many, and what a crash has left of one that was being
 * put back or taken. To be done before any session is begun again.
 */
export async function sweepPool(world: PoolWorld, now: number): Promise<void> {
  await finishTaking(world);
  const { keep, most } = world.settings.pool;
  const spares = listSpares(world.store.db);
  const fresh = spares.filter(({ state, returnedAt }) => state === "ready" && returnedAt >= now - keep);
  const kept = new Set(fresh.slice(Math.max(0, fresh.length - most)).map(({ path }) => path));
  const folder = spareFolder(world);
  const there = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  for (const path of new Set([...there, ...spares.map((spare) => spare.path)])) {
    if (kept.has(path) && existsSync(path)) continue;
    await tell(world, () => world.worktrees.discardSpare(path));
    await world.store.write((tx) => removeSpare(tx, path));
  }
}

/** Removes spare worktrees that were put back before that time, ms UTC, while others are taken. Answers how many. */
export async function dropOldSpares(world: PoolWorld, before: number): Promise<number> {
  let dropped = 0;
  for (const { path } of listSpares(world.store.db)) {
    if (!(await world.store.write((tx) => takeOldSpare(tx, path, before)))) continue;
    await tell(world, () => world.worktrees.discardSpare(path));
    await world.store.write((tx) => removeSpare(tx, path));
    dropped += 1;
  }
  return dropped;
}

/** What git refuses here is in nobody's way, and tried again at the next start. */
async function tell({ log }: PoolWorld, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof OverstoryError)) throw error;
    log.warn(`a spare worktree stays where it is: ${describeError(error)}`);
  }
}

/** A spare worktree that was on its way to an open session is there, and git has to be told. */
async function finishTaking(world: PoolWorld): Promise<void> {
  if (!listSpares(world.store.db).some(({ state }) => state === "taken")) return;
  for (const { worktree, adoptedAt } of listOpenSessions(world.store.db))
    if (worktree !== null && adoptedAt === null)
      await tell(world, () => world.worktrees.finishMove(worktree));
}
