import { readFileSync } from "node:fs";
import { runCommand } from "../command.ts";
import { systemCode } from "../errors.ts";

/** Which of the processes were started with `marker` (`NAME=value`) in their environment, as far as we may see it. */
export async function pidsWithEnvironment(marker: string, pids: Iterable<number>): Promise<Set<number>> {
  if (process.platform === "linux") return new Set([...pids].filter((pid) => hasEnvironment(pid, marker)));
  const { stdout } = await runCommand(["/bin/ps", "-Eww", "-axo", "pid=,command="], { deadlineMs: 5000 });
  const marked = stdout.split("\n").filter((line) => ` ${line} `.includes(` ${marker} `));
  return new Set(marked.map((line) => Number.parseInt(line, 10)));
}

function hasEnvironment(pid: number, marker: string): boolean {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, "latin1")}`.includes(`\0${marker}\0`);
  } catch (error) {
    const code = systemCode(error) ?? "";
    // It has ended meanwhile, or it is another user's.
    if (["ENOENT", "ESRCH", "EACCES", "EPERM"].includes(code)) return false;
    throw error;
  }
}
