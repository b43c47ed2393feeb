import { readdirSync } from "node:fs";
import { systemCode } from "./errors.ts";

/** What lies in a folder, by name; nothing in one that is not there. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  }
}
