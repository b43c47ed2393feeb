import { libc } from "./libc.ts";

/** `struct epoll_event` is packed on x86-64 only: a 4-byte event mask, then 8 bytes of ours, of which we use 4. */
const DATA_OFFSET = process.arch === "x64" ? 4 : 8;
const EVENT_BYTES = DATA_OFFSET + 8;
const EVENTS_AT_ONCE = 64;

/** The token of the descriptor that tells the waiting thread to end; processes have others. */
export const END_TOKEN = 0;

const CLOEXEC = 0o2000000;
const EPOLL_CTL_ADD = 1;
const EPOLLIN = 1;
const EPOLLONESHOT = 1 << 30;

/** Undefined when it cannot be had. The caller closes it. */
export function createEpoll(): number | undefined {
  const fd = libc?.epoll_create1(CLOEXEC) ?? -1;
  return fd < 0 ? undefined : fd;
}

/** A descriptor that is readable once something (8 bytes) was written to it. The caller closes it. */
export function createEventFd(): number | undefined {
  const fd = libc?.eventfd(0, CLOEXEC) ?? -1;
  return fd < 0 ? undefined : fd;
}

/** Has `epoll` answer `token` (32 bits) once, when `fd` is readable. False when the system refuses. */
export function addToEpoll(epoll: number, fd: number, token: number): boolean {
  const event = new DataView(new ArrayBuffer(EVENT_BYTES));
  event.setUint32(0, EPOLLIN | EPOLLONESHOT, true);
  event.setUint32(DATA_OFFSET, token, true);
  return libc?.epoll_ctl(epoll, EPOLL_CTL_ADD, fd, new Uint8Array(event.buffer)) === 0;
}

/** Blocks the thread until something is readable and answers the tokens; undefined when the wait was cut short. */
export function waitForTokens(epoll: number): number[] | undefined {
  const events = new DataView(new ArrayBuffer(EVENT_BYTES * EVENTS_AT_ONCE));
  const count = libc?.epoll_wait(epoll, new Uint8Array(events.buffer), EVENTS_AT_ONCE, -1) ?? -1;
  if (count < 0) return undefined;
  return Array.from({ length: count }, (_, i) => events.getUint32(i * EVENT_BYTES + DATA_OFFSET, true));
}
