import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProcessIdentity } from "../domain/session.ts";
import { OverstoryError, systemCode } from "../errors.ts";
import { type LaunchSpec, launchScript } from "./launch-script.ts";

/**
 * One start of a command under tmux/launch.sh, as small files in one folder:
 *
 * - `<id>.sh`, ours: what to run, with the environment in it, so only the owner may read it
 * - `<id>.started`, from the command itself just before it begins: `PID START-TIME`
 * - `<id>.exited`, from the launcher: the exit status as the shell counts it (128 + signal)
 *
 * The first two appear complete, by rename; `.exited` is empty for a moment, and counts once its line is whole. A launcher
 * that is killed leaves none.
 */
export interface Launch {
  started: ProcessIdentity | null;
  exited: number | null;
}

/** What a pane or spawnDetached is to run; tmux needs two words or more to run them without a shell. */
export type LaunchArgv = [string, string, string, string];

const LAUNCHER = join(import.meta.dir, "../../tmux/launch.sh");
const ID = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;
const SUFFIXES = [".sh", ".sh.tmp", ".started", ".started.tmp", ".exited"];

/**
 * Writes the files of a launch and answers the argv that runs it, in a pane or by spawnDetached.
 * Throws `conflict` when there is a launch with this id, `usage` for what no process can be given.
 */
export function writeLaunch(folder: string, id: string, spec: LaunchSpec): LaunchArgv {
  const script = launchFile(folder, id, ".sh");
  const text = launchScript(spec, launchFile(folder, id, ".started"));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(`${script}.tmp`, text, { mode: 0o600 });
  try {
    // A link, unlike a rename, refuses to replace what is there.
    linkSync(`${script}.tmp`, script);
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
    throw new OverstoryError("conflict", `launch ${id} exists already in ${folder}`, { cause: error });
  } finally {
    rmSync(`${script}.tmp`, { force: true });
  }
  return launchArgv(folder, id);
}

/** Like writeLaunch, but a launch with this id that is there already is kept as it is. */
export function ensureLaunch(folder: string, id: string, spec: LaunchSpec): LaunchArgv {
  return existsSync(launchFile(folder, id, ".sh")) ? launchArgv(folder, id) : writeLaunch(folder, id, spec);
}

const launchArgv = (folder: string, id: string): LaunchArgv => ["sh", LAUNCHER, folder, id];

/** What is known of a launch; both null also when there is none. */
export const readLaunch = (folder: string, id: string): Launch => ({
  started: readStart(folder, id),
  exited: readExit(folder, id),
});

export function readStart(folder: string, id: string): Launch["started"] {
  const [, pid, startTime] = /^(\d+) (.+)\n$/.exec(readIfThere(launchFile(folder, id, ".started"))) ?? [];
  return pid && startTime ? { pid: Number(pid), startTime } : null;
}

export function readExit(folder: string, id: string): Launch["exited"] {
  const status = /^(\d{1,3})\n$/.exec(readIfThere(launchFile(folder, id, ".exited")))?.[1];
  return status === undefined ? null : Number(status);
}

/** Removes all files of a launch, if there are any. */
export function removeLaunch(folder: string, id: string): void {
  for (const suffix of SUFFIXES) rmSync(launchFile(folder, id, suffix), { force: true });
}

/** An id becomes a file name: anything that could lead out of the folder is refused. */
function launchFile(folder: string, id: string, suffix: string): string {
  if (ID.test(id)) return join(folder, id + suffix);
  throw new OverstoryError("internal", `"${id}" cannot be the id of a launch`);
}

function readIfThere(path: string): string {
  try {
    // It is absent as a rule, and to be told so by an error is dear.
    return statSync(path, { throwIfNoEntry: false }) ? readFileSync(path, "utf8") : "";
  } catch (error) {
    if (systemCode(error) === "ENOENT") return "";
    throw error;
  }
}
