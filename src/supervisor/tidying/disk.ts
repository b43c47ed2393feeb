import { statfs } from "node:fs/promises";
import { type FolderSize, sizeOf } from "../../files/folder-size.ts";
import { worktreesFolder } from "../worktrees-folder.ts";
import type { World } from "../world.ts";
import { spareFolder } from "./pool.ts";

export interface DiskPart extends FolderSize {
  name: string;
  path: string;
}

/** What overstory takes of the disk, by parts, and what is free where its state lies. */
export async function measureDisk(
  world: Pick<World, "paths" | "settings">,
): Promise<{ parts: DiskPart[]; freeBytes: number }> {
  const { paths } = world;
  const worktrees = worktreesFolder(world);
  const spare = spareFolder(world);
  const spares = await sizeOf(spare);
  const places: [name: string, path: string][] = [
    ["database", paths.database],
    ["database log", `${paths.database}-wal`],
    ["logs", paths.logs],
    ["backups", paths.backups],
    ["agents' files", paths.agents],
    ["hooks' spool", paths.spool],
  ];
  const parts: DiskPart[] = [
    { name: "worktrees", path: worktrees, ...without(await sizeOf(worktrees), spares) },
    { name: "spare worktrees", path: spare, ...spares },
  ];
  for (const [name, path] of places) parts.push({ name, path, ...(await sizeOf(path)) });
  const { bavail, bsize } = await statfs(paths.state);
  return { parts, freeBytes: bavail * bsize };
}

/** One folder is in the other, and both change while they are looked at. */
const without = (all: FolderSize, part: FolderSize): FolderSize => ({
  bytes: Math.max(0, all.bytes - part.bytes),
  files: Math.max(0, all.files - part.files),
});
