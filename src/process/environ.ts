import { readFileSync } from "node:fs";
import { runCommand } from "../command.ts";
import { systemCode } from "../errors.ts";
import { mapInPieces } from "./in-pieces.ts";
import { listPids } from "./proc-stat.ts";
import { sharedLook } from "./shared-look.ts";

/** The processes that were started with each value of OVERSTORY_NONCE, as far as we may see their environment. */
export const readNonces: () => Promise<ReadonlyMap<string, readonly number[]>> = sharedLook(async () => {
  const found = process.platform === "linux" ? await noncesInProc(listPids()) : await noncesInPs();
  const groups = Map.groupBy(marked(found), ([, nonce]) => nonce);
  return new Map([...groups].map(([nonce, members]) => [nonce, members.map(([pid]) => pid)]));
});

/**
 * The value of OVERSTORY_NONCE with which each of these processes was started; without those that had none, or whose
 * environment we may not see. May answer others, too: on macOS one is as dear as all.
 */
export async function noncesOf(pids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (pids.length === 0) return new Map();
  return new Map(marked(process.platform === "linux" ? await noncesInProc(pids) : await noncesInPs()));
}

type Found = [pid: number, nonce: string | undefined][];

const marked = (found: Found): [pid: number, nonce: string][] =>
  found.flatMap(([pid, nonce]) => (nonce === undefined ? [] : [[pid, nonce]]));

const noncesInProc = (pids: readonly number[]): Promise<Found> =>
  mapInPieces(pids, (pid) => [pid, /\0OVERSTORY_NONCE=([^\0]+)\0/.exec(`\0${environOf(pid)}`)?.[1]]);

async function noncesInPs(): Promise<Found> {
  const { stdout } = await runCommand(["/bin/ps", "-Eww", "-axo", "pid=,command="], { deadlineMs: 5000 });
  return stdout
    .split("\n")
    .map((line) => [Number.parseInt(line, 10), / OVERSTORY_NONCE=(\S+)/.exec(line)?.[1]]);
}

/** Empty when it has ended meanwhile, or is another user's. */
function environOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch (error) {
    const code = systemCode(error) ?? "";
    if (["ENOENT", "ESRCH", "EACCES", "EPERM"].includes(code)) return "";
    throw error;
  }
}
