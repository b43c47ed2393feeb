import { chmodSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, TestProject } from "./daemon.ts";
import { type TempFolder, tempFolder } from "./temp.ts";
import { until } from "./wait.ts";

export interface HandStarted extends Disposable {
  /** Of the shell that it was typed into. */
  shell: number;
  pid: number;
  conversation: string;
  /** File of its conversation. */
  transcript: string;
}

/** A project whose `claude` is claude-like.ts, and agents of it that a person starts by hand. */
export class HandStartedAgents implements AsyncDisposable {
  readonly project: TestProject;
  /** Around everything but the project. */
  readonly folder: string;
  /** The program as overstory starts it. */
  readonly program: string;
  readonly #temp: TempFolder;

  private constructor(project: TestProject, temp: TempFolder, program: string) {
    this.project = project;
    this.folder = temp.path;
    this.program = program;
    this.#temp = temp;
  }

  static async start(): Promise<HandStartedAgents> {
    const temp = tempFolder();
    const program = join(temp.path, "claude-like");
    const script = join(import.meta.dir, "claude-like.ts");
    writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`);
    chmodSync(program, 0o755);
    const claude = { command: program, env: { CLAUDE_CONFIG_DIR: join(temp.path, "claude") } };
    const config = `export default ${JSON.stringify({ runtimes: { claude }, alerts: { sinks: [] } })};`;
    return new HandStartedAgents(await TestProject.start({ config }), temp, program);
  }

  get #home(): string {
    return join(this.folder, "claude");
  }

  /** Types it into a shell. */
  async begin(where: string): Promise<HandStarted> {
    const conversation = crypto.randomUUID();
    const shell = Bun.spawn(["sh", "-c", `'${this.program}' --session-id ${conversation}; exec sleep 1000`], {
      cwd: where,
      env: { ...process.env, CLAUDE_CONFIG_DIR: this.#home },
      stdin: "ignore",
      stdout: "ignore",
    });
    const { pid } = await until("it runs", () => this.running(conversation));
    return {
      shell: shell.pid,
      pid,
      conversation,
      transcript: join(this.#home, "projects/p", `${conversation}.jsonl`),
      [Symbol.dispose]: () => {
        for (const one of [shell.pid, pid]) if (isAlive(one)) process.kill(one, "SIGKILL");
      },
    };
  }

  /** The process that has the conversation now, and where it works. */
  async running(conversation: string): Promise<{ pid: number; cwd: string } | undefined> {
    const folder = join(this.#home, "sessions");
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      const told = await Bun.file(join(folder, name))
        .json()
        .catch(() => undefined); // half written, or gone by now
      if (told?.sessionId === conversation) return told;
    }
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.project[Symbol.asyncDispose]();
    this.#temp[Symbol.dispose]();
  }
}
