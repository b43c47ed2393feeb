import { readdirSync, readFileSync } from "node:fs";

/** Living processes, other than this one, with `text` (a folder of the tests, say) in their command line or environment. */
export async function processesNaming(text: string): Promise<{ pid: number; command: string }[]> {
  return process.platform === "linux" ? fromProc(text) : await fromPs(text);
}

function fromProc(text: string) {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        const names = command.includes(text) || readFileSync(`/proc/${name}/environ`, "utf8").includes(text);
        const state = readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.[0];
        return names && state !== "Z" && state !== "X" ? [{ pid: Number(name), command }] : [];
      } catch {
        return []; // it ended while we looked, or is another user's
      }
    });
}

async function fromPs(text: string) {
  const list = await Bun.spawn(["ps", "-Eww", "-axo", "pid=,command="]).stdout.text();
  return list
    .split("\n")
    .filter((line) => line.includes(text))
    .map((line) => ({ pid: Number.parseInt(line, 10), command: line.trim() }))
    .filter(({ pid }) => pid !== process.pid);
}
