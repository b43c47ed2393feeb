import { readFileSync } from "node:fs";
import { runCommand } from "../../command.ts";
import { systemCode } from "../../errors.ts";
import type { ProjectPaths } from "../../paths.ts";

/** A daemon as it wrote itself down: enough to tell it from a later process with its pid. */
export interface DaemonIdentity {
  pid: number;
  startTime: string;
}

/** The identity that a daemon left beside its socket; undefined when there is none that can be read. */
export function recordedDaemon({ daemonIdentity }: ProjectPaths): DaemonIdentity | undefined {
  const text = readOrUndefined(daemonIdentity);
  if (text === undefined) return undefined;
  try {
    const { pid, startTime } = JSON.parse(text);
    return Number.isSafeInteger(pid) && pid > 1 && typeof startTime === "string"
      ? { pid, startTime }
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // half written by a daemon that was killed
    throw error;
  }
}

/** True only for that very process: pid and start time match. */
export const isRunning = async ({ pid, startTime }: DaemonIdentity): Promise<boolean> =>
  (await startTimeOf(pid)) === startTime;

/**
 * When the process was started, in the form of the daemon's own records; undefined when it has ended.
 * Linux: clock ticks since boot and the boot's id; elsewhere the date that `ps` prints.
 */
export async function startTimeOf(pid: number): Promise<string | undefined> {
  if (process.platform !== "linux") return await startDateFromPs(pid);
  const stat = readOrUndefined(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, ticks] = [fields[0], fields[19]];
  if (state === "Z" || state === "X") return undefined;
  return `${ticks}@${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}`;
}

async function startDateFromPs(pid: number): Promise<string | undefined> {
  const { stdout } = await runCommand(["ps", "-o", "lstart=", "-p", String(pid)], {
    env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
    deadlineMs: 5000,
  });
  return stdout.trim() || undefined;
}

function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    // ESRCH: the process ended between the opening and the reading.
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ESRCH") return undefined;
    throw error;
  }
}
