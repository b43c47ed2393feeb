import { readFileSync } from "node:fs";
import { runCommand } from "../command.ts";
import { systemCode } from "../errors.ts";
import { mapInPieces } from "./in-pieces.ts";
import { listPids } from "./proc-stat.ts";
import { sharedLook } from "./shared-look.ts";

/** The processes that were started with each value of OVERSTORY_NONCE, as far as we may see their environment. */
export const readNonces: () => Promise<ReadonlyMap<string, readonly number[]>> = sharedLook(async () => {
  const found = process.platform === "linux" ? await noncesInProc() : await noncesInPs();
  const marked = found.flatMap(([pid, nonce]) => (nonce === undefined ? [] : [{ pid, nonce }]));
  const groups = Map.groupBy(marked, ({ nonce }) => nonce);
  return new Map([...groups].map(([nonce, members]) => [nonce, members.map(({ pid }) => pid)]));
});

type Found = [pid: number, nonce: string | undefined][];

const noncesInProc = (): Promise<Found> =>
  mapInPieces(listPids(), (pid) => [pid, /\0OVERSTORY_NONCE=([^\0]+)\0/.exec(`\0${environOf(pid)}`)?.[1]]);

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
