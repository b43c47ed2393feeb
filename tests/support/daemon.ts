import { rmSync } from "node:fs";
import { join } from "node:path";
import { Client } from "../../src/api/client.ts";
import type { EventView } from "../../src/api/contract/event.ts";
import type { RunView } from "../../src/api/contract/run.ts";
import type { SessionView } from "../../src/api/contract/session.ts";
import type { EventKind } from "../../src/domain/event.ts";
import { findProject } from "../../src/find-project.ts";
import type { ProjectPaths } from "../../src/paths.ts";
import { processesNaming } from "./processes.ts";
import { type TestRepository, testRepository } from "./repository.ts";
import { until } from "./wait.ts";

const DAEMON = join(import.meta.dir, "../../src/daemon.ts");

/** A project with a real daemon of its own, which ends with all it started at the end of the scope. */
export class TestProject implements AsyncDisposable {
  readonly repository: TestRepository;
  readonly paths: ProjectPaths;
  readonly client: Client;
  #daemon: Bun.Subprocess | undefined;
  /** That of the daemon that answers: an agent's call may start one before we do. */
  #pid: number | undefined;

  private constructor(repository: TestRepository) {
    this.repository = repository;
    this.paths = findProject(repository.path);
    this.client = new Client(this.paths.socket);
  }

  /** @param config text of its overstory.config.ts, not committed */
  static async start({ config, ...options }: { name?: string; config?: string } = {}): Promise<TestProject> {
    const project = new TestProject(testRepository(options));
    if (config !== undefined) project.repository.write("overstory.config.ts", config);
    await project.startDaemon();
    return project;
  }

  get daemonPid(): number {
    if (this.#pid === undefined) throw new Error("no daemon was started");
    return this.#pid;
  }

  /** Starts a daemon and waits until one answers. */
  async startDaemon(): Promise<void> {
    this.launchDaemon();
    this.#pid = await until("a daemon answers", () => this.#answering(), 20_000).catch(async (error) => {
      throw new Error(await this.log(), { cause: error });
    });
  }

  #answering = async () => (await this.client.daemon().catch(() => undefined))?.pid;

  /** Starts a daemon and does not wait for it. */
  launchDaemon(): void {
    const log = Bun.file(`${this.repository.folder}/daemon.log`);
    this.#daemon = Bun.spawn([process.execPath, DAEMON, "--verbose", "--project", this.repository.path], {
      stderr: log,
      stdout: log,
      stdin: "ignore",
    });
    this.#pid = this.#daemon.pid;
  }

  /** Ends the daemon as a power cut would: at whatever instruction it is. */
  async killDaemon(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async stopDaemon(): Promise<void> {
    await this.#end("SIGTERM");
  }

  /** Ends daemons that agents' last calls have started, also one that does not answer yet. */
  async #endOthers(): Promise<void> {
    await until("no daemon is left", async () => {
      const all = await processesNaming(this.repository.folder);
      const daemons = all.filter(({ command }) => command.includes("daemon.ts"));
      for (const { pid } of daemons) endProcess(pid);
      return daemons.length === 0;
    });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#daemon?.kill(signal);
    await this.#daemon?.exited;
    if (this.#pid !== this.#daemon?.pid) await endDaemon(this.#pid, signal);
  }

  run(plan: unknown, options: { maxAgents?: number; into?: string; base?: string } = {}): Promise<RunView> {
    return this.client.startRun({ plan, source: "plan", requestId: crypto.randomUUID(), ...options });
  }

  /** Waits until the run has ended; survives daemons that come and go. */
  async runEnded(key: string, withinMs = 60_000): Promise<RunView> {
    return until(
      `${key} ends`,
      async () => {
        const run = await this.client.run(key).catch(() => undefined);
        return run && run.status !== "active" ? run : undefined;
      },
      withinMs,
    );
  }

  /** Waits until the task has a session whose agent runs; answers that session. */
  async agentRuns(run: string, task: string): Promise<SessionView & { pid: number }> {
    return until(`an agent works on ${task}`, async () => {
      const sessions = await this.client.sessions(false);
      const session = sessions.find(
        (one) => one.run === run && one.task?.key === task && one.state === "working",
      );
      return session && session.pid !== null ? { ...session, pid: session.pid } : undefined;
    });
  }

  /** Waits until an event of that kind is told, and answers it. */
  async told(kind: EventKind, fits: (event: EventView) => boolean = () => true): Promise<EventView> {
    return until(`${kind} is told`, async () =>
      (await this.events()).find((event) => event.kind === kind && fits(event)),
    );
  }

  events(): Promise<EventView[]> {
    return this.client.events({ limit: 10_000 });
  }

  log(): Promise<string> {
    return Bun.file(`${this.repository.folder}/daemon.log`).text();
  }

  tmux(...args: string[]): string {
    return Bun.spawnSync(["tmux", "-S", this.paths.tmuxSocket, ...args], { stderr: "pipe" })
      .stdout.toString()
      .trim();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.killDaemon();
    await endDaemon(await this.#answering(), "SIGKILL");
    // A control client of a killed daemon may keep the server from ending.
    for (const pid of this.tmux("list-clients", "-F", "#{client_pid}").split("\n").map(Number))
      if (pid > 1) endProcess(pid);
    const serverPid = Number(this.tmux("display-message", "-p", "#{pid}"));
    const panes = this.tmux("list-panes", "-a", "-F", "#{pane_pid}").split("\n").map(Number);
    this.tmux("kill-server");
    await until("tmux and its panes end", () =>
      [serverPid, ...panes].every((pid) => !(pid > 1) || !isAlive(pid)),
    );
    await this.#endOthers();
    rmSync(this.paths.runtime, { recursive: true, force: true });
    this.repository[Symbol.dispose]();
  }
}

async function endDaemon(pid: number | undefined, signal: NodeJS.Signals): Promise<void> {
  if (pid === undefined) return;
  endProcess(pid, signal);
  await until("the daemon ends", () => !isAlive(pid));
}

function endProcess(pid: number, signal: NodeJS.Signals = "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it has ended
  }
}

/** Whether the process lives; one that only waits to be reaped does not. */
export function isAlive(pid: number): boolean {
  const stat = Bun.spawnSync(["ps", "-o", "stat=", "-p", String(pid)])
    .stdout.toString()
    .trim();
  return stat !== "" && !stat.startsWith("Z");
}
