import type { World } from "../world.ts";

/** What the merge queue acts on. */
export type MergeWorld = Pick<
  World,
  "paths" | "settings" | "git" | "worktrees" | "deaths" | "log" | "clock"
> & { store: Pick<World["store"], "db" | "write" | "onEvents"> };
