import type { ProcessIdentity } from "../domain/session.ts";
import { systemCode } from "../errors.ts";
import { readProcStat } from "./proc-stat.ts";
import { isPid, isRow, type Look, type ProcessRow } from "./process-row.ts";
import { readPs } from "./ps.ts";

/** `dead` also for a zombie, which has ended and waits only for its parent to notice. */
export type Identified = { found: ProcessIdentity } | "dead" | { unknown: string };

/** Three answers: what cannot be seen is `unknown`, never `dead`. */
export type Liveness = "alive" | "dead" | "unknown";

/** Names the process that has this pid now. */
export async function identify(pid: number): Promise<Identified> {
  if (!isPid(pid)) return { unknown: `${pid} is not a process id` };
  const look = await lookAt(pid);
  if (isRow(look)) return look.ended ? "dead" : { found: identityOf(look) };
  if (look !== "absent") return look;
  return pidIsTaken(pid) ? { unknown: `process ${pid} exists but the system does not show it` } : "dead";
}

/** Whether this very process still runs. Another process with the same pid means that it is dead. */
export async function check(identity: ProcessIdentity): Promise<Liveness> {
  const now = await identify(identity.pid);
  if (now === "dead") return "dead";
  if ("unknown" in now) return "unknown";
  return now.found.startTime === identity.startTime ? "alive" : "dead";
}

export const identityOf = ({ pid, startTime }: ProcessRow): ProcessIdentity => ({ pid, startTime });

async function lookAt(pid: number): Promise<Look> {
  return process.platform === "linux" ? readProcStat(pid) : await readPs(pid);
}

/** Whether some process has this pid now, also one that is not to be seen. Signal 0 is delivered to no one: it only asks. */
export function pidIsTaken(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) !== "ESRCH";
  }
}
