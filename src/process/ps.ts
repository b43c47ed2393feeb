import { runCommand } from "../command.ts";
import { describeError, OverstoryError } from "../errors.ts";
import type { Look, ProcessRow } from "./process-row.ts";

const COLUMNS = "pid=,ppid=,pgid=,state=,lstart=";
const LINE = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S.*\S)\s*$/;
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
    const [, pid, ppid, pgid, state, startTime] = LINE.exec(line) ?? [];
    if (!state || !startTime) return [];
    return [
      {
        pid: Number(pid),
        ppid: Number(ppid),
        pgid: Number(pgid),
        sid: null,
        startTime,
        state: state.charAt(0),
        ended: state.startsWith("Z"),
      },
    ];
  });
}

/** Start dates are compared as text, so neither the time zone nor the language may change them. */
function ps(args: string[]) {
  return runCommand(["/bin/ps", ...args], { env: { LC_ALL: "C", TZ: "UTC" }, deadlineMs: DEADLINE_MS });
}
