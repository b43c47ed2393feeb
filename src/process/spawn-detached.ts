import { closeSync, openSync } from "node:fs";
import { describeError, OverstoryError } from "../errors.ts";
import { type Identified, identify } from "./identity.ts";

/**
 * Starts a program in a session of its own: it outlives this process, and no terminal or signal of ours reaches it. It gets
 * PATH and nothing else of our environment; its output is appended to `logFile`. Answers who it is, `dead` if it has
 * ended already. Throws `internal` when it cannot be started.
 */
export async function spawnDetached(
  argv: readonly string[],
  { logFile, cwd }: { logFile: string; cwd: string },
): Promise<Identified> {
  const log = openSync(logFile, "a", 0o600);
  try {
    return await identify(start(argv, cwd, log));
  } finally {
    closeSync(log);
  }
}

function start(argv: readonly string[], cwd: string, log: number): number {
  try {
    const child = Bun.spawn([...argv], {
      cwd,
      env: { PATH: process.env.PATH },
      detached: true,
      stdio: ["ignore", log, log],
    });
    child.unref();
    return child.pid;
  } catch (error) {
    throw new OverstoryError("internal", `cannot start ${argv[0]}: ${describeError(error)}`, {
      hint: `is ${argv[0]} installed, and does ${cwd} exist?`,
      cause: error,
    });
  }
}
