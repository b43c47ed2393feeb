import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../support/wait.ts";

const CONF = join(import.meta.dir, "../../tmux/server.conf");
const START = join(import.meta.dir, "../../tmux/start.sh");

export interface SleepingWindow {
  window: string;
  pid: number;
}

/** A tmux server without overstory: same settings, a folder of its own; it ends at the end of the scope. */
export class BareTmux implements AsyncDisposable {
  readonly folder: string;
  readonly #socket: string;
  readonly #control: Bun.Subprocess<"pipe", "pipe", "ignore">;
  /** All that the control client was told. */
  #heard = "";
  #more = Promise.withResolvers<void>();

  private constructor(folder: string) {
    this.folder = folder;
    this.#socket = join(folder, "tmux.sock");
    const start = ["sh", START, ...this.argv("new-session", "-d", "-s", "watcher", "sleep 1000000")];
    if (!Bun.spawnSync(start).success) throw new Error("no tmux server could be started");
    this.run("new-session", "-d", "-s", "work", "sleep 1000000");
    this.#control = Bun.spawn(this.argv("-C", "attach-session", "-t", "watcher", "-f", "no-output"), {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "ignore",
    });
    void this.#listen();
  }

  static async start(): Promise<BareTmux> {
    const tmux = new BareTmux(mkdtempSync(join(process.env.TMPDIR ?? "", "bare-")));
    await until("the control client is attached", () => tmux.#heard.includes("%session-changed"));
    return tmux;
  }

  argv(...args: string[]): string[] {
    return ["tmux", "-S", this.#socket, "-f", CONF, ...args];
  }

  run(...args: string[]): string {
    const result = Bun.spawnSync(this.argv(...args), { stderr: "pipe" });
    if (!result.success) throw new Error(`tmux ${args.join(" ")}: ${result.stderr.toString()}`);
    return result.stdout.toString().trim();
  }

  /** Opens windows that sleep and close when their process ends, all at once; answers the process of each. */
  openSleepers(count: number): SleepingWindow[] {
    const script = join(this.folder, "windows.conf");
    const line = 'new-window -d -t work: "exec sleep 1000000"\n';
    writeFileSync(script, `set-option -gw remain-on-exit off\n${line.repeat(count)}`);
    this.run("source-file", script);
    const rows = this.run("list-panes", "-s", "-t", "work", "-F", "#{window_id} #{pane_pid}").split("\n");
    return rows.slice(1).map((row) => {
      const [window = "", pid = ""] = row.split(" ");
      return { window, pid: Number(pid) };
    });
  }

  /** Milliseconds from just before kill -9 to tmux's notification that the window is gone. */
  async timeDeath({ window, pid }: SleepingWindow): Promise<number> {
    const told = `%unlinked-window-close ${window}\n`;
    const start = performance.now();
    process.kill(pid, "SIGKILL");
    while (!this.#heard.includes(told)) await this.#more.promise;
    return performance.now() - start;
  }

  async #listen(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of this.#control.stdout) {
      this.#heard += decoder.decode(bytes, { stream: true });
      this.#more.resolve();
      this.#more = Promise.withResolvers();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.run("kill-server");
    await this.#control.exited;
  }
}
