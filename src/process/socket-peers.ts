import { ptr } from "bun:ffi";
import { readdirSync } from "node:fs";
import { libc } from "./libc.ts";

const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
/** `struct ucred`: pid, uid, gid. */
const CREDENTIALS = 3;
/** Of `struct sockaddr_un`: the path stands after its family, and without one there is but that. */
const FAMILY_BYTES = 2;
const ADDRESS_BYTES = 110;

/**
 * The processes that have connected to this one's unix sockets and are not gone from there; one may have ended meanwhile. Empty
 * where the system does not tell (macOS).
 */
export function listSocketPeers(): Set<number> {
  const fds = libc ? readdirSync("/proc/self/fd").map(Number) : [];
  const pids = fds.filter(wasAccepted).map(peerOf);
  return new Set(pids.filter((pid) => pid > 0 && pid !== process.pid));
}

/** 0 for what is no connected unix socket. */
function peerOf(fd: number): number {
  const credentials = new Int32Array(CREDENTIALS);
  const size = new Uint32Array([credentials.byteLength]);
  const failed = libc?.getsockopt(fd, SOL_SOCKET, SO_PEERCRED, ptr(credentials), ptr(size)) !== 0;
  return failed ? 0 : (credentials[0] ?? 0);
}

/** Only what was accepted where it listens has the path of that; a pair to another process, such as the journal's, has no name. */
function wasAccepted(fd: number): boolean {
  const address = new Uint8Array(ADDRESS_BYTES);
  const size = new Uint32Array([address.byteLength]);
  const failed = libc?.getsockname(fd, ptr(address), ptr(size)) !== 0;
  return !failed && (size[0] ?? 0) > FAMILY_BYTES;
}
