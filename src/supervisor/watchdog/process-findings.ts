import type { ProcessIdentity } from "../../domain/session.ts";
import type { ProcessEvidence } from "../../domain/watchdog/evidence.ts";
import type { Reading } from "../../domain/watchdog/findings.ts";
import { identify } from "../../process/identity.ts";
import type { ProcessRow } from "../../process/process-row.ts";
import { readsTerminal } from "../../process/terminal-read.ts";
import { cpuMsOf, isAnyRunning, readIoBytes } from "../../process/tree-usage.ts";

/** What the processes of one session show. */
export interface ProcessFindings {
  process: ProcessEvidence;
  cpuMs: Reading;
  ioBytes: Reading;
  isRunning: boolean;
  /** Costs some system calls a process. */
  isReadingTerminal(): boolean;
}

/**
 * @param identity the process that stands for the session
 * @param members all that belong to it, as one table shows them
 * @param isAnimated what draws its screen is at work also while it waits: only what it has started counts
 */
export async function findInProcesses(
  identity: ProcessIdentity,
  members: readonly ProcessRow[],
  isAnimated: boolean,
): Promise<ProcessFindings> {
  const workers = isAnimated ? members.filter((row) => !draws(row, identity)) : members;
  const isRunning = isAnyRunning(workers);
  return {
    process: await evidenceOf(identity, members, isRunning),
    cpuMs: cpuMsOf(workers),
    ioBytes: readIoBytes(workers),
    isRunning,
    isReadingTerminal: () => members.some(readsTerminal),
  };
}

/** The agent itself, and whoever shares the foreground of its terminal: its launcher, and the rest of the same program. */
const draws = ({ pid, isForeground }: ProcessRow, identity: ProcessIdentity): boolean =>
  pid === identity.pid || isForeground;

/** Of a session while processes cannot be looked at. */
export const unseenProcesses = (reason: string): ProcessFindings => ({
  process: { unknown: reason },
  cpuMs: { unknown: reason },
  ioBytes: { unknown: reason },
  isRunning: false,
  isReadingTerminal: () => false,
});

async function evidenceOf(
  identity: ProcessIdentity,
  members: readonly ProcessRow[],
  isRunning: boolean,
): Promise<ProcessEvidence> {
  const row = members.find(({ pid, startTime }) => pid === identity.pid && startTime === identity.startTime);
  if (row?.ended) return "dead";
  // A shell may be stopped while what it has started goes on.
  if (row) return row.state.toUpperCase() === "T" && !isRunning ? "stopped" : "alive";
  // A table may miss one: that alone proves nothing.
  const identified = await identify(identity.pid);
  if (identified === "dead") return "dead";
  if ("unknown" in identified) return identified;
  return identified.found.startTime === identity.startTime ? "alive" : "dead";
}
