import { resolve } from "node:path";
import type { World } from "./world.ts";

/** Where worktrees are made. */
export const worktreesFolder = ({ settings, paths }: Pick<World, "settings" | "paths">): string =>
  settings.worktrees.folder === null ? paths.worktrees : resolve(paths.root, settings.worktrees.folder);
