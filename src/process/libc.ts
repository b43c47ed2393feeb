import { dlopen } from "bun:ffi";

/** glibc, then musl as Alpine names it. */
const NAMES = ["libc.so.6", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1"];

/** The calls of Linux that Bun does not offer; undefined on other systems. */
export const libc = process.platform === "linux" ? open() : undefined;

function open() {
  for (const name of NAMES) {
    try {
      return dlopen(name, {
        syscall: { args: ["i64", "i64", "i64", "i64", "i64"], returns: "i64" },
        epoll_create1: { args: ["i32"], returns: "i32" },
        epoll_ctl: { args: ["i32", "i32", "i32", "ptr"], returns: "i32" },
        epoll_wait: { args: ["i32", "ptr", "i32", "i32"], returns: "i32" },
        getsockname: { args: ["i32", "ptr", "ptr"], returns: "i32" },
        getsockopt: { args: ["i32", "i32", "i32", "ptr", "ptr"], returns: "i32" },
        eventfd: { args: ["u32", "i32"], returns: "i32" },
      }).symbols;
    } catch {
      // Not by this name: a system has one C library.
    }
  }
  return undefined;
}
