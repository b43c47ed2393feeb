import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { OverstoryError } from "./errors.ts";

/** Makes a folder that only its owner can enter. Refuses one that someone else has put there, or a link to elsewhere. */
export function makeOwnFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const found = lstatSync(path);
  if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) {
    throw new OverstoryError("internal", `${path} is not a folder of yours`, {
      hint: "someone else has made it, or it is a link: remove it",
    });
  }
  if ((found.mode & 0o077) !== 0) chmodSync(path, 0o700);
}
