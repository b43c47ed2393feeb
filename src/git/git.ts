import { dirname } from "node:path";
import { type CommandResult, runCommand } from "../command.ts";
import { OverstoryError } from "../errors.ts";
import { gitEnvironment } from "./environment.ts";

export interface GitOptions {
  stdin?: string;
  /** Added to the environment. */
  env?: Record<string, string>;
  /** 30 seconds unless given. */
  deadlineMs?: number;
  /** Whether the repository's hooks run. They guard what people and agents do, so by default they do not. */
  hooks?: boolean;
}

const DEADLINE_MS = 30_000;
/** For commands that write or read a whole work tree. */
export const WORK_TREE_DEADLINE_MS = 10 * 60_000;
const BUSY_PATIENCE_MS = 5_000;
const LOCKED = /Unable to create '.+\.lock': File exists|could not lock config file/;
/** Git reads the registrations of all worktrees, and fails at one that another git is just writing or removing. */
const HALF_REGISTERED = /(failed to read|Invalid path) .*\/worktrees\//;

// No background process outlives a command, and no setting of the user changes what a command touches.
const SETTINGS = ["gc.auto=0", "maintenance.auto=false", "core.fsmonitor=false", "submodule.recurse=false"];

const isBusy = ({ stderr }: CommandResult) => LOCKED.test(stderr) || HALF_REGISTERED.test(stderr);

/** Runs git in one folder: the top of a work tree, or a bare repository. */
export class Git {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  at(folder: string): Git {
    return new Git(folder);
  }

  /** Standard output without its last line end. Throws when git does not end with 0. */
  async run(args: readonly string[], options: GitOptions = {}): Promise<string> {
    const result = await this.attempt(args, options);
    if (result.exitCode !== 0) throw this.failure(args, result);
    return result.stdout.replace(/\n$/, "");
  }

  /** For commands that answer yes with 0 and no with 1. Throws on every other status. */
  async holds(args: readonly string[], options: GitOptions = {}): Promise<boolean> {
    const result = await this.attempt(args, options);
    if (result.exitCode > 1) throw this.failure(args, result);
    return result.exitCode === 0;
  }

  /** The result whatever its status. Where another git is in the way, nothing was done and it is tried again for 5 s. */
  async attempt(args: readonly string[], options: GitOptions = {}): Promise<CommandResult> {
    const end = performance.now() + BUSY_PATIENCE_MS;
    for (let waitMs = 10; ; waitMs = Math.min(400, waitMs * 2)) {
      const result = await this.#once(args, options);
      if (result.exitCode === 0 || !isBusy(result) || performance.now() > end) return result;
      await Bun.sleep(waitMs * (0.5 + Math.random()));
    }
  }

  failure(args: readonly string[], { exitCode, stdout, stderr }: CommandResult): OverstoryError {
    const words = (stderr.trim() || stdout.trim() || `exit status ${exitCode}`).slice(0, 2000);
    const message = `git ${args.join(" ").slice(0, 200)} failed in ${this.folder}: ${words}`;
    if (/not a git repository/.test(stderr)) {
      return new OverstoryError("not_a_project", message, { hint: "is its .git still there?" });
    }
    const hint = LOCKED.test(stderr) ? "if no git is running, remove the lock file named there" : undefined;
    return new OverstoryError("git", message, hint === undefined ? {} : { hint });
  }

  #once(args: readonly string[], options: GitOptions): Promise<CommandResult> {
    if (args.some((arg) => arg.includes("\0"))) {
      throw new OverstoryError("usage", `git ${args[0]}: an argument holds a NUL character`);
    }
    const settings = options.hooks ? SETTINGS : [...SETTINGS, "core.hooksPath=/dev/null"];
    return runCommand(["git", ...settings.flatMap((setting) => ["-c", setting]), ...args], {
      cwd: this.folder,
      env: { ...gitEnvironment(process.env, dirname(this.folder)), ...options.env },
      deadlineMs: options.deadlineMs ?? DEADLINE_MS,
      ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
    });
  }
}
