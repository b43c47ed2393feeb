import { readFile } from "node:fs/promises";
import { systemCode } from "../errors.ts";

/** A file of git's own without the space around it. Null when absent: a work tree may be going away. Empty for a folder. */
export async function textOf(file: string): Promise<string | null> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    if (code === "EISDIR") return "";
    throw error;
  }
}
