import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { systemCode } from "../errors.ts";
import type { ProcessRow } from "./process-row.ts";

/** Where the kernel keeps a process that waits for a line of its terminal; waits for sockets are among the first. */
const WAITS = ["wait_woken", "n_tty_read"];
/** The number of read(2). */
const READ = process.arch === "x64" ? "0" : "63";
const TERMINAL = /^\/dev\/(tty|pts\/|console$)/;
/** What a process may also wait for in the same place of the kernel: a peer, a change of files. */
const OTHER_SOURCE = /^(socket:|anon_inode:)/;

/**
 * Whether the process is blocked in reading a terminal, by its first thread. False where that cannot be seen: on macOS, for
 * a process of another user.
 */
export function readsTerminal({ pid, state, isForeground }: ProcessRow): boolean {
  if (process.platform !== "linux" || state !== "S" || !isForeground) return false;
  if (!WAITS.includes(textOf(`/proc/${pid}/wchan`) ?? "")) return false;
  const call = textOf(`/proc/${pid}/syscall`);
  return call === undefined ? holdsOnlyTerminals(pid) : isTerminalRead(pid, call);
}

/** @param call number and arguments of the system call that the process is in, as /proc/PID/syscall has them */
function isTerminalRead(pid: number, call: string): boolean {
  const [number, descriptor] = call.split(" ");
  return number === READ && TERMINAL.test(linkOf(`/proc/${pid}/fd/${Number(descriptor)}`) ?? "");
}

/**
 * Whether a terminal is all that the process has open to wait for. Tells the same where the system lets only a debugger
 * see system calls (kernel.yama.ptrace_scope).
 */
export function holdsOnlyTerminals(pid: number): boolean {
  const targets = descriptorsOf(pid).map((name) => linkOf(`/proc/${pid}/fd/${name}`) ?? "");
  return (
    targets.some((target) => TERMINAL.test(target)) && !targets.some((target) => OTHER_SOURCE.test(target))
  );
}

const textOf = (path: string) => ifSeen(() => readFileSync(path, "latin1"));
const linkOf = (path: string) => ifSeen(() => readlinkSync(path));
const descriptorsOf = (pid: number) => ifSeen(() => readdirSync(`/proc/${pid}/fd`)) ?? [];

/** Undefined when the process has ended meanwhile, or may not be looked at. */
function ifSeen<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (["ENOENT", "ESRCH", "EACCES", "EPERM"].includes(systemCode(error) ?? "")) return undefined;
    throw error;
  }
}
