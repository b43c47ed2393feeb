import { describeError, OverstoryError } from "./errors.ts";

export interface CommandResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  cwd?: string;
  env?: Record<string, string | undefined>;
  stdin?: string;
  /** Milliseconds until the child is ended and `timeout` is thrown. */
  deadlineMs: number;
}

const FIRMLY_AFTER_MS = 1000;

/**
 * Runs a program to its end, never longer than its deadline, and answers its status whatever it is.
 * Throws `timeout`, or `internal` when it cannot be started at all.
 */
export async function runCommand(argv: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const child = start(argv, options);
  const late = Promise.withResolvers<never>();
  const deadline = setTimeout(() => {
    // Politely first: git removes its lock files.
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), FIRMLY_AFTER_MS).unref();
    late.reject(tooLate(argv, options.deadlineMs));
  }, options.deadlineMs);
  try {
    // A grandchild may hold a pipe open after its parent's end, so the deadline bounds the reading as well.
    const ended = Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
    const [stdout, stderr, exitCode] = await Promise.race([ended, late.promise]);
    return { exitCode, stdout, stderr };
  } finally {
    clearTimeout(deadline);
  }
}

function start(argv: readonly string[], { cwd, env, stdin }: CommandOptions) {
  try {
    return Bun.spawn([...argv], {
      ...(cwd === undefined ? {} : { cwd }),
      ...(env === undefined ? {} : { env }),
      stdin: stdin === undefined ? "ignore" : Buffer.from(stdin),
      stdout: "pipe",
      stderr: "pipe",
    });
  } catch (error) {
    throw new OverstoryError("internal", `cannot start ${argv[0]}: ${describeError(error)}`, {
      hint: `is ${argv[0]} installed, and does ${cwd ?? "the folder"} exist?`,
      cause: error,
    });
  }
}

const tooLate = (argv: readonly string[], deadlineMs: number) =>
  new OverstoryError("timeout", `${argv.slice(0, 3).join(" ")} did not end within ${deadlineMs} ms`);
