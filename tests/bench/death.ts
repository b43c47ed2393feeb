import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { TestProject } from "../support/daemon.ts";
import { until } from "../support/wait.ts";
import { BareTmux } from "./bare-tmux.ts";
import { DeathFeed } from "./death-feed.ts";
import { percentile } from "./percentile.ts";
import { report } from "./report.ts";
import { type Sleeper, startSleepers } from "./sleepers.ts";
import { inWorkplace } from "./workplace.ts";

/** So many live on to the end; what is to die comes on top. */
const ALIVE = 500;
/** Of each kind, one at a time. */
const DEATHS = 60;
const AT_ONCE = 50;
/** After a death the daemon settles the session; the next one comes when that is over. */
const REST_MS = 500;

export async function benchDeath(): Promise<void> {
  await using project = await TestProject.start();
  await using bare = await BareTmux.start();
  const fifos = makeFifos(bare.folder, ALIVE + 2 * DEATHS + AT_ONCE);
  const sleepers = await startSleepers(project, ALIVE + 2 * DEATHS + AT_ONCE, fifos.command);
  const windows = bare.openSleepers(ALIVE + DEATHS);
  const feed = new DeathFeed(project.client, (await project.client.status()).cursor);
  const kill = (one: Sleeper) => feed.timeDeath(one.key, () => process.kill(one.pid, "SIGKILL"));
  const end = (one: Sleeper) => feed.timeDeath(one.key, () => fifos.end(one.name));

  const [killed, ended, floor]: [number[], number[], number[]] = [[], [], []];
  for (let n = 0; n < DEATHS; n++) {
    for (const [times, die] of [[killed, kill] as const, [ended, end] as const]) {
      const [one] = sleepers.splice(-1);
      if (one) times.push(await die(one));
      await until("the session is settled", () => one && feed.isSettled(one.key));
      await Bun.sleep(REST_MS);
    }
    const [window] = windows.splice(-1);
    if (window) floor.push(await bare.timeDeath(window));
  }
  const together = await Promise.all(sleepers.splice(-AT_ONCE).map(kill));
  await feed.close();

  const row = (what: string, values: number[]) => ({
    what,
    deaths: values.length,
    "p50, ms": percentile(values, 0.5).toFixed(1),
    "p99, ms": percentile(values, 0.99).toFixed(1),
    "p50 to tmux": (percentile(values, 0.5) / percentile(floor, 0.5)).toFixed(2),
  });
  report(`death beside ${ALIVE} living → event on the feed (goal: p50 ≤ 5 ms, p99 ≤ 50 ms)`, [
    row("kill -9 of an agent → session.exited", killed),
    row("an agent exits → session.exited", ended),
    row("both", [...killed, ...ended]),
    row(`kill -9 of ${AT_ONCE} agents at once`, together),
    row("tmux alone: kill -9 → %unlinked-window-close", floor),
  ]);
}

/** Agents that sleep until a line is written to their fifo, and end then with status 0. */
function makeFifos(folder: string, count: number): { command: string; end: (task: string) => void } {
  const fifo = (task: string) => join(folder, `fifo-${task}`);
  const paths = Array.from({ length: count }, (_, index) => fifo(`t${index}`));
  if (!Bun.spawnSync(["mkfifo", ...paths]).success) throw new Error("mkfifo failed");
  return {
    command: `read line <'${folder}'/fifo-"$OVERSTORY_TASK"; exit 0`,
    end: (task) => {
      const fd = openSync(fifo(task), "w");
      writeSync(fd, "\n");
      closeSync(fd);
    },
  };
}

if (import.meta.main) await inWorkplace(benchDeath);
