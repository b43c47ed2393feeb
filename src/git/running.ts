import { readdir, readFile, readlink } from "node:fs/promises";
import { runCommand } from "../command.ts";
import { OverstoryError, systemCode } from "../errors.ts";

/** Pids of this user's git processes whose current folder is `folder` or below it (a path without symbolic links). */
export async function gitProcessesIn(folder: string): Promise<number[]> {
  const found = process.platform === "linux" ? await fromProc() : await fromLsof();
  return found.filter(({ cwd }) => cwd === folder || cwd.startsWith(`${folder}/`)).map(({ pid }) => pid);
}

interface Running {
  pid: number;
  cwd: string;
}

async function fromProc(): Promise<Running[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map(gitProcess));
  return found.filter((running) => running !== null);
}

async function gitProcess(pid: string): Promise<Running | null> {
  try {
    if (!(await readFile(`/proc/${pid}/comm`, "utf8")).startsWith("git")) return null;
    return { pid: Number(pid), cwd: await readlink(`/proc/${pid}/cwd`) };
  } catch (error) {
    // It ended while we looked, or is another user's.
    if (["ENOENT", "ESRCH", "EACCES", "EPERM"].includes(systemCode(error) ?? "")) return null;
    throw error;
  }
}

async function fromLsof(): Promise<Running[]> {
  const argv = ["lsof", "-w", "-a", "-c", "git", "-d", "cwd", "-F", "pn"];
  const { exitCode, stdout, stderr } = await runCommand(argv, { deadlineMs: 10_000 });
  if (exitCode > 1 || stderr !== "") throw new OverstoryError("git", `${argv.join(" ")} failed: ${stderr}`);
  return [...stdout.matchAll(/^p(\d+)\n(?:f.*\n)?n(.*)$/gm)].map(([, pid, cwd]) => ({
    pid: Number(pid),
    cwd: cwd ?? "",
  }));
}
