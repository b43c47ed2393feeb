import { libc } from "./libc.ts";

/** Numbers of the system calls, the same on every architecture. */
const PIDFD_OPEN = 434;
const PIDFD_SEND_SIGNAL = 424;

/**
 * A file descriptor that stands for the process which has `pid` now, and never for a later one; it becomes readable when
 * the process ends. The caller closes it. Undefined when there is no such process, or no pidfd to be had (before Linux
 * 5.3, other systems, no free descriptor).
 */
export function openPidfd(pid: number): number | undefined {
  const fd = Number(libc?.syscall(PIDFD_OPEN, pid, 0, 0, 0) ?? -1);
  return fd < 0 ? undefined : fd;
}

/** False when the process is gone or may not be signalled. */
export function sendByPidfd(fd: number, signalNumber: number): boolean {
  return Number(libc?.syscall(PIDFD_SEND_SIGNAL, fd, signalNumber, 0, 0) ?? -1) === 0;
}
