import {
  chmodSync,
  lstatSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { OverstoryError, systemCode } from "../../errors.ts";
import { isRecord, type Json, parseJson, recordOf } from "./json.ts";

/** Its own state as it stands; null when there is none, undefined when it cannot be understood. */
export function readState(file: string): Json | null | undefined {
  try {
    const state = parseJson(readFileSync(file, "utf8"));
    return isRecord(state) ? state : undefined;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}

/**
 * A person has said of the repository that what it holds may be run. Trust in its main work tree covers all others.
 *
 * @param root real path
 */
export const isTrusted = (state: Json, root: string): boolean =>
  recordOf(recordOf(state.projects)[root]).hasTrustDialogAccepted === true;

const TRIES = 5;

/**
 * Notes that trust, and nothing else, in the person's file: whole or not at all, and with a copy of what was there beside
 * it, whose path is answered. A Claude Code that runs meanwhile keeps it. Throws `conflict` when the file cannot be
 * understood or does not keep still.
 */
export function trust(file: string, root: string, now: number): string {
  // Behind a link lies what is kept somewhere else.
  const path = lstatSync(file).isSymbolicLink() ? realpathSync(file) : file;
  const backup = `${path}.before-overstory-${now}`;
  for (let tries = 0; tries < TRIES; tries++) {
    const before = readFileSync(path, "utf8");
    const state = parseJson(before);
    if (!isRecord(state))
      throw new OverstoryError("conflict", `${file} is not what Claude Code writes`, {
        hint: "start claude in the repository and answer its question by hand",
      });
    const projects = recordOf(state.projects);
    const project = { ...recordOf(projects[root]), hasTrustDialogAccepted: true };
    const after = { ...state, projects: { ...projects, [root]: project } };
    const { mode } = statSync(path);
    writeFileSync(backup, before, { mode });
    const draft = `${path}.overstory-${process.pid}`;
    writeFileSync(draft, `${JSON.stringify(after, null, 2)}\n`, { mode });
    for (const made of [backup, draft]) chmodSync(made, mode); // whatever the umask takes away
    // What was written meanwhile must not be lost.
    if (readFileSync(path, "utf8") !== before) continue;
    renameSync(draft, path);
    return backup;
  }
  throw new OverstoryError("conflict", `${file} is being written all the time`, {
    hint: "end the other Claude Codes, and try again",
  });
}
