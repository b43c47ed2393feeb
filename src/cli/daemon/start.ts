import { closeSync, mkdirSync, openSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "../../api/client.ts";
import type { DaemonView } from "../../api/contract/status.ts";
import { OverstoryError, systemCode } from "../../errors.ts";
import type { ProjectPaths } from "../../paths.ts";
import { startInstalledService } from "../service/installed-service.ts";
import { findDaemon } from "./connect.ts";
import { logSize, logTail } from "./daemon-log.ts";

const START_DEADLINE_MS = 15_000;
const POLL_MS = 20;
/** A longer daemon.log makes way for a new one; the one before it is kept. */
const MAX_LOG_BYTES = 10 * 1024 * 1024;
/** A starter that found the database owned leaves it to the owner; if that one was just ending, another is needed. */
const OWNER_GRACE_MS = 1000;

export const DAEMON_PROGRAM = join(import.meta.dir, "../../daemon.ts");

/**
 * Starts a daemon and waits until one answers: this one, or that of another command that was faster. Throws
 * `daemon_unavailable` with the end of its log when it fails or takes longer than 15 s, and `usage` when it cannot start
 * for a fault in the configuration.
 */
export async function startDaemon(client: Client, paths: ProjectPaths): Promise<DaemonView> {
  if (logSize(paths) > MAX_LOG_BYTES) renameSync(paths.daemonLog, `${paths.daemonLog}.1`);
  const logStart = logSize(paths);
  const deadline = performance.now() + START_DEADLINE_MS;
  const isService = await startInstalledService(paths);
  while (isService && performance.now() < deadline) {
    const daemon = await findDaemon(client);
    if (daemon) return daemon;
    await Bun.sleep(POLL_MS);
  }
  while (performance.now() < deadline) {
    const child = spawnDaemon(paths);
    let yieldedAt: number | undefined;
    while (performance.now() < deadline) {
      const daemon = await findDaemon(client);
      if (daemon) return daemon;
      if (hasFailed(child)) throw await startFailure(child, paths, logStart);
      if (child.exitCode === 0) yieldedAt ??= performance.now();
      if (yieldedAt !== undefined && performance.now() > yieldedAt + OWNER_GRACE_MS) break;
      await Bun.sleep(POLL_MS);
    }
  }
  throw failure(`the daemon did not answer within ${START_DEADLINE_MS / 1000} s`, paths, logStart);
}

type Child = ReturnType<typeof spawnDaemon>;

function openLog({ daemonLog }: ProjectPaths): number {
  try {
    return openSync(daemonLog, "a", 0o600);
  } catch (error) {
    if (systemCode(error) !== "EROFS") throw error;
    throw new OverstoryError(
      "daemon_unavailable",
      "the daemon does not answer, and none is started from within a sandbox",
      {
        hint: "try again in a moment",
        cause: error,
      },
    );
  }
}

/** In its own session and without this terminal, so that it outlives both. */
function spawnDaemon(paths: ProjectPaths) {
  mkdirSync(paths.state, { recursive: true, mode: 0o700 });
  const log = openLog(paths);
  try {
    const child = Bun.spawn([process.execPath, DAEMON_PROGRAM, "--project", paths.root], {
      cwd: "/",
      env: withoutSession(process.env),
      detached: true,
      stdin: "ignore",
      stdout: log,
      stderr: log,
    });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/** A daemon that an agent's command starts is not part of that agent's session. */
const withoutSession = (environment: NodeJS.ProcessEnv) =>
  Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(OVERSTORY_(?!TEST_)|TMUX)/.test(name)),
  );

const hasFailed = ({ exitCode, signalCode }: Child) =>
  signalCode !== null || (exitCode !== null && exitCode !== 0);

const endOf = ({ exitCode, signalCode }: Child) => signalCode ?? `exit ${exitCode}`;

/** A faulty configuration is the person's to mend and is told as such; all else is told by the daemon's log. */
async function startFailure(child: Child, paths: ProjectPaths, logStart: number): Promise<OverstoryError> {
  const { loadConfig } = await import("../../config.ts");
  await loadConfig(paths.config);
  return failure(`the daemon ended while starting (${endOf(child)})`, paths, logStart);
}

function failure(message: string, paths: ProjectPaths, logStart: number): OverstoryError {
  const tail = logTail(paths, logStart);
  return new OverstoryError("daemon_unavailable", [message, ...tail].join("\n"), {
    hint: `its log: ${paths.daemonLog}`,
  });
}
