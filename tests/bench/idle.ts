import { readdirSync, readFileSync } from "node:fs";
import { TestProject } from "../support/daemon.ts";
import { median, report, timed } from "./report.ts";
import { startSleepers } from "./sleepers.ts";
import { inWorkplace } from "./workplace.ts";

const SESSIONS = 100;
const SECONDS = 20;
/** What starting the sessions leaves to do (compiling hot code, collecting garbage) is over after this. */
const REST_MS = 10_000;
const TICKS_PER_SECOND = 100;

interface Usage {
  cpuTicks: number;
  /** Page faults of children that have ended and were waited for: grows with every one of them. */
  childFaults: number;
  children: string[];
  rssMib: number;
}

/** What Linux tells of a process (proc_pid_stat: fields 11, 14 and 15, counted from the name's closing parenthesis). */
function usageOf(pid: number): Usage {
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
function startedBetween(before: Usage, after: Usage): string {
  const fresh = after.children.filter((pid) => !before.children.includes(pid)).length;
  if (after.childFaults > before.childFaults) return `some ended (${fresh} live)`;
  return String(fresh);
}

export async function benchIdle(): Promise<void> {
  if (process.platform !== "linux") return console.log("idle: needs /proc, left out");
  await using project = await TestProject.start();
  await startSleepers(project, SESSIONS);
  const { daemon } = await project.client.status();
  const processes = { daemon: daemon.pid, "tmux server": daemon.tmuxServerPid ?? 0 };
  await Bun.sleep(REST_MS);
  const look = () => Object.entries(processes).map(([name, pid]) => ({ name, ...usageOf(pid) }));

  const before = look();
  await Bun.sleep(SECONDS * 1000);
  const after = look();
  const answers: number[] = [];
  for (let n = 0; n < 20; n++) answers.push(await timed(async () => void (await project.client.status())));

  report(
    `idle: ${SESSIONS} sleeping sessions for ${SECONDS} s (goal: < 1 % of a core, no process started); ` +
      `then GET /status takes ${median(answers).toFixed(1)} ms`,
    after.map((now, index) => {
      const then = before[index] ?? now;
      return {
        process: now.name,
        "CPU, % of a core": ((100 * (now.cpuTicks - then.cpuTicks)) / TICKS_PER_SECOND / SECONDS).toFixed(2),
        "processes started": startedBetween(then, now),
        "RSS, MiB": now.rssMib.toFixed(0),
        "RSS growth, MiB": (now.rssMib - then.rssMib).toFixed(1),
      };
    }),
  );
}

if (import.meta.main) await inWorkplace(benchIdle);
