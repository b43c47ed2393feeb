import { existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SessionView } from "../../src/api/contract/session.ts";
import { TestProject } from "../support/daemon.ts";
import { until } from "../support/wait.ts";
import type { Attempt, Deeds, Orders } from "./hostile-agent.ts";

const AGENT = join(import.meta.dir, "hostile-agent.ts");

/** A run with a victim and agents that do what they are told. */
export interface HostileProject extends AsyncDisposable {
  project: TestProject;
  run: string;
  session(task: string): SessionView;
  /** Has the agent of that task try all of it, once; answers what came back, in order. */
  tries(task: string, attempts: Attempt[]): Promise<Deeds>;
}

export async function hostileProject(
  tasks: { id: string; role?: string; title?: string }[],
  config: object = {},
): Promise<HostileProject> {
  const project = await TestProject.start({
    config: `export default ${JSON.stringify({ runtime: "shell", alerts: { sinks: [] }, ...config })};`,
  });
  const fileOf = (task: string) => join(project.repository.folder, `${task}.orders`);
  const command = (task: string) =>
    `exec ${[process.execPath, AGENT, fileOf(task)].map((word) => `'${word}'`).join(" ")}`;
  const { key: run } = await project.run({
    goal: "mischief",
    tasks: tasks.map((task) => ({ ...task, command: command(task.id) })),
  });
  const sessions = new Map<string, SessionView>();
  for (const { id } of tasks) sessions.set(id, await project.agentRuns(run, id));
  return {
    project,
    run,
    session: (task) => {
      const session = sessions.get(task);
      if (!session) throw new Error(`there is no session for ${task}`);
      return session;
    },
    tries: async (task, attempts) => {
      const { socket, database } = project.paths;
      writeFileSync(`${fileOf(task)}.part`, JSON.stringify({ socket, database, attempts } satisfies Orders));
      renameSync(`${fileOf(task)}.part`, fileOf(task));
      const done = `${fileOf(task)}.done`;
      await until(`the agent of ${task} has tried`, () => existsSync(done), 30_000);
      return Bun.file(done).json();
    },
    [Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
  };
}
