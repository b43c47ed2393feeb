import { runCommand } from "../command.ts";
import { describeError, OverstoryError } from "../errors.ts";
import type { Look, ProcessRow } from "./process-row.ts";

const COLUMNS = "pid=,ppid=,pgid=,state=,time=,lstart=";
const LINE = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+([\d:.-]+)\s+(\S.*\S)\s*$/;
/** On macOS: with the time of children that were waited for. */
const WITH_CHILDREN = process.platform === "darwin" ? ["-S"] : [];
const DEADLINE_MS = 5000;

/** Lists all processes by one `ps`, for systems without /proc. Throws when `ps` fails. */
export async function readPsTable(): Promise<ProcessRow[]> {
  const { exitCode, stdout, stderr } = await ps(["-axo", COLUMNS]);
  if (exitCode === 0) return parsePs(stdout);
  throw new OverstoryError("internal", `ps ended with ${exitCode}: ${stderr.trim()}`);
}

/** Looks at one process by `ps`. */
export async function readPs(pid: number): Promise<Look> {
  try {
    const { stdout, stderr } = await ps(["-o", COLUMNS, "-p", String(pid)]);
    if (stderr.trim() !== "") return { unknown: `ps: ${stderr.trim()}` };
    return parsePs(stdout)[0] ?? "absent";
  } catch (error) {
    return { unknown: describeError(error) };
  }
}

export function parsePs(text: string): ProcessRow[] {
  return text.split("\n").flatMap((line) => {
    const [, pid, ppid, pgid, state, time, startTime] = LINE.exec(line) ?? [];
    if (!state || !time || !startTime) return [];
    return [
      {
        pid: Number(pid),
        ppid: Number(ppid),
        pgid: Number(pgid),
        sid: null,
        startTime,
        state: state.charAt(0),
        ended: state.startsWith("Z"),
        isForeground: state.includes("+"),
        cpuMs: parseCpuTime(time),
      },
    ];
  });
}

/** `minutes:seconds.hundredths` as macOS prints it, `days-hours:minutes:seconds` as others do. */
function parseCpuTime(text: string): number {
  const [clock = "", days = "0"] = text.split("-").reverse();
  const seconds = clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  return Math.round((Number(days) * 86_400 + seconds) * 1000);
}

/** Start dates are compared as text, so neither the time zone nor the language may change them. */
function ps(args: string[]) {
  return runCommand(["/bin/ps", ...WITH_CHILDREN, ...args], {
    env: { LC_ALL: "C", TZ: "UTC" },
    deadlineMs: DEADLINE_MS,
  });
}
