import { TestProject } from "../support/daemon.ts";
import { startedBetween, TICKS_PER_SECOND, usageOf } from "./process-usage.ts";
import { report } from "./report.ts";
import { startSleepers } from "./sleepers.ts";
import { inWorkplace } from "./workplace.ts";

const SESSIONS = [10, 100, 500];
const SECONDS = 60;
/** What starting the sessions leaves to do is over after this. */
const REST_MS = 10_000;

interface Cost {
  cpuMsPerMinute: number;
  started: string;
}

async function costOf(pid: number): Promise<Cost> {
  const before = usageOf(pid);
  await Bun.sleep(SECONDS * 1000);
  const after = usageOf(pid);
  const cpuMs = ((after.cpuTicks - before.cpuTicks) * 1000) / TICKS_PER_SECOND;
  return { cpuMsPerMinute: (cpuMs * 60) / SECONDS, started: startedBetween(before, after) };
}

/** Sessions of which nothing moves are the dearest: everything about them is looked at. */
async function measure(sessions: number): Promise<Cost> {
  await using project = await TestProject.start({
    config: `export default { watchdog: { stale: "1h" }, alerts: { sinks: [] } };`,
  });
  if (sessions > 0) await startSleepers(project, sessions);
  await Bun.sleep(REST_MS);
  return await costOf(project.daemonPid); // with the daemon still there: it ends with this scope
}

/** What watching costs: CPU of the whole daemon, less that of one without sessions in the same run. */
export async function benchWatchdog(): Promise<void> {
  if (process.platform !== "linux") return console.log("watchdog: needs /proc, left out");
  const floor = await measure(0);
  const rows = [];
  for (const sessions of SESSIONS) {
    const { cpuMsPerMinute, started } = await measure(sessions);
    const own = Math.max(0, cpuMsPerMinute - floor.cpuMsPerMinute);
    rows.push({
      sessions,
      "CPU, ms a minute": cpuMsPerMinute.toFixed(0),
      "more than without sessions, ms a minute and session": (own / sessions).toFixed(2),
      "% of a core": (cpuMsPerMinute / 600).toFixed(2),
      "processes started": started,
    });
  }
  report(
    `watchdog: silent sessions for ${SECONDS} s (goal: no process started; idle daemon ${floor.cpuMsPerMinute.toFixed(0)} ms a minute)`,
    rows,
  );
}

if (import.meta.main) await inWorkplace(benchWatchdog);
