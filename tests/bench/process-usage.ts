import { readdirSync, readFileSync } from "node:fs";

export const TICKS_PER_SECOND = 100;

/** What a process has used since its start (Linux). */
export interface Usage {
  cpuTicks: number;
  /** Page faults of children that have ended and were waited for: grows with every one of them. */
  childFaults: number;
  children: string[];
  rssMib: number;
}

/** What Linux tells of a process (proc_pid_stat: fields 11, 14 and 15, counted from the name's closing parenthesis). */
export function usageOf(pid: number): Usage {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ").map(Number) ?? [];
  const rss = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return {
    cpuTicks: (fields[11] ?? 0) + (fields[12] ?? 0),
    childFaults: fields[8] ?? 0,
    children: readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean),
    ),
    rssMib: Number(rss) / 1024,
  };
}

/** A process that was started meanwhile lives still, or has left its page faults: there is no third. */
export function startedBetween(before: Usage, after: Usage): string {
  const fresh = after.children.filter((pid) => !before.children.includes(pid)).length;
  if (after.childFaults > before.childFaults) return `some ended (${fresh} live)`;
  return String(fresh);
}
