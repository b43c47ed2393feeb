import { rmSync } from "node:fs";
import type { ProcessIdentity } from "../../domain/session.ts";
import { OverstoryError } from "../../errors.ts";
import type { ProjectPaths } from "../../paths.ts";
import { check, identify } from "../../process/identity.ts";
import { signalProcess } from "../../process/signal.ts";
import { clientOf, findPromptDaemon } from "./connect.ts";
import { recordedDaemon } from "./identity.ts";

const STOP_DEADLINE_MS = 20_000;
const KILL_AFTER_MS = 5000;
const POLL_MS = 20;

/**
 * Stops the project's daemon and waits until its process is gone; answers its pid, or undefined when none ran. One that
 * runs but does not answer is only killed with `force`, and only while pid and start time are those it wrote down.
 */
export async function stopDaemon(paths: ProjectPaths, force: boolean): Promise<number | undefined> {
  const client = clientOf(paths);
  const daemon = await findPromptDaemon(client);
  if (daemon) {
    const identified = await identify(daemon.pid);
    await client.stopDaemon();
    if (typeof identified === "object" && "found" in identified)
      await awaitEnd(identified.found, STOP_DEADLINE_MS);
    return daemon.pid;
  }
  const silent = await silentDaemon(paths);
  if (!silent) {
    forgetHeartbeat(paths);
    return undefined;
  }
  if (!force)
    throw new OverstoryError(
      "daemon_unavailable",
      `the daemon (pid ${silent.pid}) runs but does not answer`,
      {
        hint: `see ${paths.daemonLog}, or kill it: overstory daemon stop --force`,
      },
    );
  await kill(silent);
  forgetHeartbeat(paths);
  return silent.pid;
}

/** A daemon that a person does not want to run is not to be missed by the sentry. */
function forgetHeartbeat({ heartbeat }: ProjectPaths): void {
  rmSync(heartbeat, { force: true });
}

/** The daemon that wrote itself down and still runs; for when its socket does not answer. */
export async function silentDaemon(paths: ProjectPaths): Promise<ProcessIdentity | undefined> {
  const recorded = recordedDaemon(paths);
  return recorded && (await check(recorded)) === "alive" ? recorded : undefined;
}

async function kill(daemon: ProcessIdentity): Promise<void> {
  await signalProcess(daemon, "SIGTERM");
  if (await endsWithin(daemon, KILL_AFTER_MS)) return;
  await signalProcess(daemon, "SIGKILL");
  await awaitEnd(daemon, STOP_DEADLINE_MS);
}

async function awaitEnd(daemon: ProcessIdentity, withinMs: number): Promise<void> {
  if (await endsWithin(daemon, withinMs)) return;
  throw new OverstoryError(
    "timeout",
    `the daemon (pid ${daemon.pid}) did not end within ${withinMs / 1000} s`,
    {
      hint: "overstory daemon stop --force",
    },
  );
}

async function endsWithin(daemon: ProcessIdentity, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while ((await check(daemon)) !== "dead") {
    if (performance.now() > deadline) return false;
    await Bun.sleep(POLL_MS);
  }
  return true;
}
