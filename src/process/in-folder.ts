import { readdirSync, readlinkSync } from "node:fs";
import { runCommand } from "../command.ts";
import { systemCode } from "../errors.ts";

/**
 * Pids of processes whose working folder is in that folder (a path without symbolic links), as far as this user may see.
 * null where the system does not tell.
 */
export async function processesIn(folder: string): Promise<number[] | null> {
  const found = process.platform === "linux" ? fromProc() : await fromLsof();
  return found === null ? null : found.filter(({ path }) => isWithin(path, folder)).map(({ pid }) => pid);
}

interface Place {
  pid: number;
  path: string | null;
}

const isWithin = (path: string | null, folder: string): boolean =>
  path !== null && (path === folder || path.startsWith(`${folder}/`));

const fromProc = (): Place[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({ pid: Number(pid), path: workingFolder(pid) }));

function workingFolder(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch (error) {
    if (["ENOENT", "ESRCH", "EACCES", "EPERM"].includes(systemCode(error) ?? "")) return null;
    throw error;
  }
}

async function fromLsof(): Promise<Place[] | null> {
  const { exitCode, stdout, stderr } = await runCommand(["lsof", "-w", "-d", "cwd", "-F", "pn"], {
    deadlineMs: 10_000,
  });
  if (exitCode > 1 || stderr !== "") return null;
  return [...stdout.matchAll(/^p(\d+)\n(?:f.*\n)?n(.*)$/gm)].map(([, pid, path = ""]) => ({
    pid: Number(pid),
    path,
  }));
}
