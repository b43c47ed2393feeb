import { join } from "node:path";
import { tempFolder } from "./temp.ts";
import { until } from "./wait.ts";

/** A terminal of 100 × 30, as a person has it: a pane of a tmux server of its own. Gone at the end of the scope. */
export class TestTerminal implements AsyncDisposable {
  readonly #temp = tempFolder();
  readonly #socket = join(this.#temp.path, "s");

  /** Starts a shell in the folder. */
  static async open(cwd: string): Promise<TestTerminal> {
    const terminal = new TestTerminal();
    terminal.#tmux("new-session", "-d", "-x", "100", "-y", "30", "-c", cwd, "env", "PS1=ready$ ", "sh");
    await terminal.shows("ready$");
    return terminal;
  }

  get screen(): string {
    return this.#tmux("capture-pane", "-p", "-t", "0:");
  }

  type(text: string): void {
    this.#tmux("send-keys", "-t", "0:", "-l", text);
  }

  /** A key as tmux names it: `Enter`, `C-c`. */
  press(...keys: string[]): void {
    this.#tmux("send-keys", "-t", "0:", ...keys);
  }

  run(command: string): void {
    this.type(command);
    this.press("Enter");
  }

  /** Waits until the screen fits; answers it. */
  async shows(what: string | RegExp): Promise<string> {
    const fits = (screen: string) => (typeof what === "string" ? screen.includes(what) : what.test(screen));
    return until(`the terminal shows ${what}`, () => (fits(this.screen) ? this.screen : undefined)).catch(
      (error) => {
        throw new Error(`${error.message}\n${this.screen}`);
      },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const pid = Number(this.#tmux("display-message", "-p", "#{pid}"));
    this.#tmux("kill-server");
    await until(
      "the terminal is gone",
      () => Bun.spawnSync(["kill", "-0", String(pid)], { stderr: "ignore" }).exitCode !== 0 || isReaped(pid),
    );
    this.#temp[Symbol.dispose]();
  }

  #tmux(...args: string[]): string {
    return Bun.spawnSync(["tmux", "-S", this.#socket, "-f", "/dev/null", ...args], {
      stderr: "ignore",
    }).stdout.toString();
  }
}

const isReaped = (pid: number) =>
  Bun.spawnSync(["ps", "-o", "stat=", "-p", String(pid)])
    .stdout.toString()
    .trim()
    .startsWith("Z");
