import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AgentSignal } from "../../src/domain/agent/signal.ts";
import type { PaneScreen } from "../../src/domain/pane-screen.ts";
import { hookLine, SPOOL_INDEX } from "../../src/runtimes/hook-line.ts";
import type { AgentStart, Runtime } from "../../src/runtimes/runtime.ts";
import { AGENT_BIN } from "../support/agent-clis.ts";
import type { AgentHome } from "../support/agent-home.ts";
import { type TestRepository, testRepository } from "../support/repository.ts";
import { until } from "../support/wait.ts";
import { agentStart } from "./agent-start.ts";

/** A real CLI, started as its adapter says and with nothing else, in a pane of a tmux server of its own. */
export class AgentPane implements AsyncDisposable {
  readonly repository: TestRepository = testRepository();
  readonly #runtime: Runtime;
  readonly #home: AgentHome;
  readonly #socket = join(this.repository.folder, "tmux");
  readonly #spool = join(this.repository.folder, "spool");
  #starts = 0;

  constructor(runtime: Runtime, home: AgentHome) {
    this.#runtime = runtime;
    this.#home = home;
    mkdirSync(this.#spool);
    home.trust(this.repository.path);
  }

  /** Starts it, in a pane of 120 × 40; a second one when the first has ended. */
  start(wanted: Partial<AgentStart>): void {
    const folder = join(this.repository.folder, `start-${++this.#starts}`);
    mkdirSync(folder);
    const launch = this.#runtime.launch(
      agentStart({
        folder,
        worktree: this.repository.path,
        root: this.repository.path,
        spool: this.#spool,
        hook: (event) => hookLine(this.#spool, event),
        environment: {},
        ...wanted,
      }),
    );
    for (const [name, text] of Object.entries(launch.files ?? {})) writeFileSync(join(folder, name), text);
    const { PATH, LANG = "C.UTF-8" } = process.env;
    const env = { PATH: `${AGENT_BIN}:${PATH}`, LANG, HOME: this.#home.path, ...launch.env };
    const words = [
      "env",
      "-i",
      ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
      ...launch.argv,
    ];
    const kept = 'TERM="$TERM" TMUX="$TMUX" TMUX_PANE="$TMUX_PANE"';
    const script = `cd ${quote(this.repository.path)}\nexec env -i ${kept} ${words.slice(2).map(quote).join(" ")}\n`;
    writeFileSync(join(folder, "start.sh"), script);
    const size = ["-x", "120", "-y", "40"];
    const name = `start-${this.#starts}`;
    this.#tmux(
      "new-session",
      "-d",
      "-s",
      name,
      ...size,
      `sh ${quote(join(folder, "start.sh"))}`,
      ";",
      "set",
      "-g",
      "remain-on-exit",
      "on",
    );
  }

  /** What all hooks so far have said, in their order; `at` is when each was written, ms UTC. */
  signals(): (AgentSignal & { at: number })[] {
    const index = join(this.#spool, SPOOL_INDEX);
    if (!existsSync(index)) return [];
    const lines = readFileSync(index, "utf8").split("\n").filter(Boolean);
    return lines.flatMap((line) => {
      const [event = "", file = ""] = line.split(" ");
      const at = statSync(join(this.#spool, file)).mtimeMs;
      const payload = JSON.parse(readFileSync(join(this.#spool, file), "utf8"));
      return (this.#runtime.readHook?.(event, payload, at) ?? []).map((signal) => ({ ...signal, at }));
    });
  }

  /** Waits for the nth signal of that kind and answers it. */
  signal<K extends AgentSignal["kind"]>(
    kind: K,
    nth = 1,
  ): Promise<Extract<AgentSignal, { kind: K }> & { at: number }> {
    const isIt = (
      one: AgentSignal & { at: number },
    ): one is Extract<AgentSignal, { kind: K }> & { at: number } => one.kind === kind;
    return this.#shown(until(`signal ${nth} of ${kind}`, () => this.signals().filter(isIt)[nth - 1], 20_000));
  }

  screen(): PaneScreen {
    const [head = "", ...rows] = this.#tmux(
      ...["display-message", "-p", "-t", this.#pane, "#{alternate_on} #{cursor_y} #{cursor_x}", ";"],
      ...["capture-pane", "-p", "-t", this.#pane],
    ).split("\n");
    const [alternate, row, column] = head.split(" ").map(Number);
    return {
      rows: rows.map((one) => one.trimEnd()),
      isAlternate: alternate === 1,
      cursor: { row: row ?? 0, column: column ?? 0 },
    };
  }

  /** Waits until its screen reads so, and answers the reading. */
  reads(what: string, fits: (reading: ReturnType<Runtime["readScreen"]>) => boolean) {
    const look = () => {
      const reading = this.#runtime.readScreen(this.screen());
      return fits(reading) ? reading : undefined;
    };
    return this.#shown(until(`its screen shows ${what}`, look, 20_000));
  }

  press(...keys: readonly string[]): void {
    for (const key of keys) this.#tmux("send-keys", "-t", this.#pane, key);
  }

  /** Puts it into the input, as a person who pastes. */
  paste(text: string): void {
    Bun.spawnSync(["tmux", "-S", this.#socket, "load-buffer", "-b", "text", "-"], {
      stdin: Buffer.from(text),
    });
    this.#tmux("paste-buffer", "-p", "-d", "-b", "text", "-t", this.#pane);
  }

  get pid(): number {
    return Number(this.#tmux("display-message", "-p", "-t", this.#pane, "#{pane_pid}"));
  }

  /** Waits for its end and answers the exit status. */
  async exitCode(): Promise<number> {
    const format = "#{pane_dead_status}";
    const status = () => {
      // Now and then tmux misses the end of a child, and hears of it at that of the next one.
      this.#tmux("run-shell", "true");
      return this.#tmux("display-message", "-p", "-t", this.#pane, format).trim();
    };
    return Number(await this.#shown(until("its end", status, 20_000)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const server = Number(this.#tmux("display-message", "-p", "#{pid}"));
    for (const pid of this.#living()) tryKill(pid, "SIGTERM");
    await until("all have ended", () => this.#living().length === 0, 10_000).catch(() => {
      for (const pid of this.#living()) tryKill(pid, "SIGKILL");
    });
    this.#tmux("kill-server");
    if (server > 0) await until("tmux has ended", () => !tryKill(server, 0));
    this.repository[Symbol.dispose]();
  }

  /** Ids of the programs in its panes that have not ended. */
  #living(): number[] {
    const rows = this.#tmux("list-panes", "-a", "-F", "#{pane_dead} #{pane_pid}").split("\n");
    return rows.filter((row) => row.startsWith("0 ")).map((row) => Number(row.slice(2)));
  }

  get #pane(): string {
    return `start-${this.#starts}:`;
  }

  #tmux(...args: string[]): string {
    return Bun.spawnSync(["tmux", "-S", this.#socket, "-f", "/dev/null", ...args], {
      env: { ...process.env, HOME: this.#home.path, TERM: "xterm-256color", LANG: "C.UTF-8" },
      stderr: "ignore",
    }).stdout.toString();
  }

  async #shown<T>(work: Promise<T>): Promise<T> {
    return await work.catch((error: Error) => {
      throw new Error(
        `${error.message}\n${this.screen().rows.join("\n")}\n${JSON.stringify(this.signals())}`,
      );
    });
  }
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Whether there was such a process. */
function tryKill(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
