import { TestProject } from "../support/daemon.ts";
import { startedBetween, TICKS_PER_SECOND, usageOf } from "./process-usage.ts";
import { median, report, timed } from "./report.ts";
import { startSleepers } from "./sleepers.ts";
import { inWorkplace } from "./workplace.ts";

const SESSIONS = 100;
const SECONDS = 20;
/** What starting the sessions leaves to do (compiling hot code, collecting garbage) is over after this. */
const REST_MS = 10_000;

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
