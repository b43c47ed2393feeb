import type { SessionView } from "../../src/api/contract/session.ts";
import type { TestProject } from "../support/daemon.ts";
import { until } from "../support/wait.ts";

/** A session whose agent runs. */
export type Sleeper = SessionView & { pid: number };

/** Milliseconds that `count` sessions get to be running. */
const PATIENCE_MS = 300_000;

/** Starts a run of agents that all run `command`, which is not to end by itself; resolves when each of them works. */
export async function startSleepers(
  project: TestProject,
  count: number,
  command = "exec sleep 1000000",
): Promise<Sleeper[]> {
  const tasks = Array.from({ length: count }, (_, index) => ({ id: `t${index}`, command }));
  const plan = { goal: "sleep", defaults: { restart: "temporary" }, tasks };
  const { key } = await project.run(plan, { maxAgents: count });
  let sleepers: Sleeper[] = [];
  await until(
    `${count} agents run`,
    async () => {
      await Bun.sleep(200); // the daemon has better to do than to answer us
      const sessions = await project.client.sessions(false);
      sleepers = sessions.flatMap((one) =>
        one.run === key && one.state === "working" && one.pid !== null ? [{ ...one, pid: one.pid }] : [],
      );
      return sleepers.length === count;
    },
    PATIENCE_MS,
  );
  return sleepers;
}
