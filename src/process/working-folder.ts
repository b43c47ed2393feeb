import { readlinkSync } from "node:fs";
import { systemCode } from "../errors.ts";

/**
 * Whether the process works in a folder that has been deleted: one made anew at the same path is another folder. False
 * also where the system does not tell (macOS), or the process has ended.
 */
export function worksInDeletedFolder(pid: number): boolean {
  if (process.platform !== "linux") return false;
  try {
    return readlinkSync(`/proc/${pid}/cwd`).endsWith(" (deleted)");
  } catch (error) {
    if (["ENOENT", "ESRCH", "EACCES", "EPERM"].includes(systemCode(error) ?? "")) return false;
    throw error;
  }
}
