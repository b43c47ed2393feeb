import { readdirSync, readFileSync } from "node:fs";
import { describeError, systemCode } from "../errors.ts";
import type { Look, ProcessRow } from "./process-row.ts";

/** So many of those after the name are read here. */
const FIELDS = 20;
/** USER_HZ is 100 on every architecture that Bun runs on. */
const TICK_MS = 10;

let bootIdOnceRead: string | undefined;

function bootId(): string {
  bootIdOnceRead ??= readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  return bootIdOnceRead;
}

/** Everyone who has a folder in /proc (Linux). */
export const listPids = (): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** Looks at one process through /proc (Linux). */
export function readProcStat(pid: number): Look {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    return parseProcStat(text, bootId()) ?? { unknown: `/proc/${pid}/stat cannot be read: ${text}` };
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ESRCH") return "absent";
    return { unknown: describeError(error) };
  }
}

/** Reads the text of /proc/PID/stat (proc(5)); undefined when it has another form. */
export function parseProcStat(text: string, boot: string): ProcessRow | undefined {
  // The name in parentheses is the process's own choice and may hold parentheses and blanks itself.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ", FIELDS);
  const [state, ppid, pgid, sid, terminal, foreground] = fields;
  const threads = fields[17];
  const startTicks = fields[19];
  if (!state || !ppid || !pgid || !sid || !threads || !startTicks) return undefined;
  return {
    pid: Number.parseInt(text, 10),
    ppid: Number(ppid),
    pgid: Number(pgid),
    sid: Number(sid),
    startTime: `${startTicks}@${boot}`,
    state,
    // When only the first thread has ended, the process is shown as a zombie while the other threads run on.
    ended: state.toUpperCase() === "X" || (state === "Z" && Number(threads) <= 1),
    isForeground: terminal !== "0" && foreground === pgid,
    // utime, stime, cutime and cstime
    cpuMs: fields.slice(11, 15).reduce((ticks, field) => ticks + Number(field), 0) * TICK_MS,
  };
}
