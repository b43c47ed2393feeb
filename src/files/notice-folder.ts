import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemCode } from "../errors.ts";

// What a model is to be told, where its hooks take it from: a folder with one text per event, which exactly one of them renames
// for itself. `.ids` in it says what the texts are made of.

const IDS = ".ids";
/** Behind the name that a hook has given it. */
const TAKEN = /\.n$/;

/** What the texts in this folder are made of; null when there is no such folder. */
export function readNoticeIds(path: string): number[] | null {
  try {
    return readFileSync(join(path, IDS), "utf8").split("\n").filter(Boolean).map(Number);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return null;
  }
}

/** What hooks have taken from the spool, and have not said to have told. */
export const listTakenIds = (spool: string): number[] =>
  readdirSync(spool)
    .filter((name) => TAKEN.test(name))
    .flatMap((name) => readNoticeIds(join(spool, name)) ?? []);

/** Takes the folder back. False when a hook has taken it first. */
export function withdrawNotices(path: string): boolean {
  const mine = `${path}.withdrawn`;
  rmSync(mine, { recursive: true, force: true });
  try {
    renameSync(path, mine);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
    return false;
  }
  rmSync(mine, { recursive: true, force: true });
  return true;
}

/** Puts texts, by event, where hooks take them, all at once. There must be no such folder. */
export function postNotices(path: string, ids: readonly number[], texts: ReadonlyMap<string, string>): void {
  const made = `${path}.new`;
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made, { recursive: true, mode: 0o700 });
  for (const [event, text] of texts) writeFileSync(join(made, event), text, { mode: 0o600 });
  writeFileSync(join(made, IDS), ids.map((id) => `${id}\n`).join(""), { mode: 0o600 });
  renameSync(made, path);
}
