import { readdirSync, readFileSync } from "node:fs";

/** Living processes, other than this one, that have `marker` (`NAME=value`) in their environment. */
export async function processesWithEnvironment(marker: string): Promise<{ pid: number; command: string }[]> {
  return process.platform === "linux" ? fromProc(marker) : await fromPs(marker);
}

function fromProc(marker: string) {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        if (!`\0${readFileSync(`/proc/${name}/environ`, "utf8")}`.includes(`\0${marker}\0`)) return [];
        const state = readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.[0];
        if (state === "Z" || state === "X") return [];
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        return [{ pid: Number(name), command }];
      } catch {
        return []; // it ended while we looked, or is another user's
      }
    });
}

async function fromPs(marker: string) {
  const text = await Bun.spawn(["ps", "-Eww", "-axo", "pid=,command="]).stdout.text();
  return text
    .split("\n")
    .filter((line) => line.includes(` ${marker}`))
    .map((line) => ({ pid: Number.parseInt(line, 10), command: line.trim() }))
    .filter(({ pid }) => pid !== process.pid);
}
