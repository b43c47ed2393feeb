import { join } from "node:path";
import type { RunView } from "../../../src/api/contract/run.ts";
import { isAlive, TestProject } from "../../support/daemon.ts";
import { until } from "../../support/wait.ts";

export const FILES = 12;
const FIRST = 6;
const script = (name: string) => `sh ${join(import.meta.dir, name)}`;

const CONFIG = {
  maxAgents: 6,
  // What is killed is tried again however often, and the machine is never too busy for that.
  restart: { type: "transient", max: 100, lifetime: 1000, backoff: "10ms" },
  host: { maxLoad: null, minMemoryMib: null },
  alerts: { sinks: [] },
};

export const startStory = (): Promise<TestProject> =>
  TestProject.start({ config: `export default ${JSON.stringify(CONFIG)};` });

/** Twelve files by six workers at a time, who ask their coordinator what to write. */
export const startRun = ({ client }: TestProject): Promise<RunView> =>
  client.team.startGoal({
    goal: "twelve files",
    runtime: "shell",
    command: `${script("coordinator.sh")} '${script("worker.sh")}'`,
    requestId: crypto.randomUUID(),
  });

/** What each file holds in the end, by its name. */
export function expectedFiles(): Record<string, string> {
  const own = (n: number) => `answer ${n}`;
  const text = (n: number) =>
    n <= FIRST ? own(n) : [own(n - FIRST), own(((n - FIRST) % FIRST) + 1), own(n)].join("\n");
  return Object.fromEntries(
    Array.from({ length: FILES }, (_, index) => [`${index + 1}.txt`, text(index + 1)]),
  );
}

export type Victim = "daemon" | "coordinator" | "worker";

/** Kills one as a crash would, at whatever instruction it is. False when there was none. */
export async function strike(project: TestProject, victim: Victim, random: () => number): Promise<boolean> {
  const pid = victim === "daemon" ? await daemonOf(project) : await agentOf(project, victim, random);
  if (pid === undefined) return false;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    return false; // it has ended meanwhile
  }
  if (victim === "daemon") {
    await until("the daemon is dead", () => !isAlive(pid));
    project.launchDaemon(); // or an agent's next call starts one before that
  }
  return true;
}

const daemonOf = async ({ client }: TestProject) => (await client.daemon().catch(() => undefined))?.pid;

async function agentOf({ client }: TestProject, victim: Victim, random: () => number) {
  const sessions = await client.sessions(false).catch(() => []);
  const fit = sessions.filter(
    ({ role, pid }) => pid !== null && (role === "coordinator") === (victim === "coordinator"),
  );
  return fit[Math.floor(random() * fit.length)]?.pid ?? undefined;
}
