import { readdirSync } from "node:fs";
import { isSpawned } from "../domain/session.ts";
import { describeError } from "../errors.ts";
import { removeLaunch } from "../process/launch.ts";
import { listRunningBatchGates } from "../store/batches.ts";
import { listRunningGates } from "../store/gates.ts";
import { listOpenSessions } from "../store/sessions.ts";
import { findPanes, type Hands, inspect } from "./inspect.ts";
import { sweepPool } from "./tidying/pool.ts";
import type { World } from "./world.ts";

/**
 * Takes up what an earlier daemon left. Throws only when the panes cannot be seen at all: then nothing is known. What
 * goes wrong with one session is logged, and the patrol comes back to it.
 */
export async function reconcile(world: World, hands: Hands): Promise<void> {
  const panes = await findPanes(world);
  await sweepPool(world, world.clock()); // before worktrees are made again
  removeOldLaunches(world);
  const ours = listOpenSessions(world.store.db).filter(isSpawned);
  await Promise.all(
    ours.map((session) =>
      inspect(world, hands, session, panes.get(session.nonce)).catch((error) =>
        world.log.error(`${session.key} could not be taken up: ${describeError(error)}`, error),
      ),
    ),
  );
}

/** Removes the files of launches that are over: their scripts hold the environment of an agent. Answers how many there were. */
export function removeOldLaunches({ paths, store }: Pick<World, "paths" | "store">): number {
  const { db } = store;
  const inUse = [...listOpenSessions(db), ...listRunningGates(db), ...listRunningBatchGates(db)];
  const needed = new Set(inUse.map(({ id }) => id));
  const found = new Set(readdirSync(paths.launches).map((name) => name.split(".")[0] ?? ""));
  const old = [...found].filter((id) => !needed.has(id));
  for (const id of old) removeLaunch(paths.launches, id);
  return old.length;
}
