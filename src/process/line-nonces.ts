import { noncesOf } from "./environ.ts";
import { readProcStat } from "./proc-stat.ts";
import { isRow } from "./process-row.ts";

/** The values of OVERSTORY_NONCE with which the process and those that it descends from were started, as far as they can be seen (Linux). */
export async function lineNonces(pid: number): Promise<string[]> {
  return [...(await noncesOf(lineOf(pid))).values()];
}

/** The process, its parent, and so on; not this process, nor what it descends from. */
function lineOf(pid: number): number[] {
  const line = new Set<number>();
  for (let next = pid; next > 1 && next !== process.pid && !line.has(next); next = parentOf(next))
    line.add(next);
  return [...line];
}

function parentOf(pid: number): number {
  const look = readProcStat(pid);
  return isRow(look) ? look.ppid : 0;
}
