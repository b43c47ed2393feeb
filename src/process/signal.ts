import { closeSync } from "node:fs";
import { constants } from "node:os";
import type { ProcessIdentity } from "../domain/session.ts";
import { OverstoryError, systemCode } from "../errors.ts";
import { check } from "./identity.ts";
import { openPidfd, sendByPidfd } from "./pidfd.ts";
import { isPid } from "./process-row.ts";

/** `unknown`: it could not be told whether this is the process, or the system refused; nothing was sent. */
export type Signalled = "sent" | "dead" | "unknown";

/**
 * The only place that signals. Reaches this very process or none: never a later one with its pid, never a group.
 * Throws `internal` for a pid that no one should signal: ours, 0, 1, negative, not a number.
 */
export async function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): Promise<Signalled> {
  refuseForbidden(identity.pid);
  const fd = openPidfd(identity.pid);
  if (fd === undefined) return compareThenSend(identity, () => sendByPid(identity.pid, signal));
  try {
    // From here the descriptor holds on to one process, so what is compared is what is signalled.
    return await compareThenSend(identity, () => sendByPidfd(fd, constants.signals[signal]));
  } finally {
    closeSync(fd);
  }
}

function refuseForbidden(pid: unknown): void {
  if (isPid(pid) && pid > 1 && pid !== process.pid) return;
  throw new OverstoryError("internal", `refused to signal process ${String(pid)}`);
}

async function compareThenSend(identity: ProcessIdentity, send: () => boolean): Promise<Signalled> {
  const before = await check(identity);
  if (before !== "alive") return before;
  if (send()) return "sent";
  return (await check(identity)) === "dead" ? "dead" : "unknown";
}

function sendByPid(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    const code = systemCode(error);
    if (code === "ESRCH" || code === "EPERM") return false;
    throw error;
  }
}
