/** What a program in a sandbox sees of the file system; all paths are absolute. */
export interface Confinement {
  /** What it may write, where it is there. */
  writable: readonly string[];
  /** What it may only read although it lies in a folder that it may write, or in one that is hidden. */
  readable: readonly string[];
  /** Folders that it finds empty, but for what `writable` and `readable` name in them. It can make nothing there. */
  hidden: readonly string[];
  /** Links that it finds: from a path in a hidden folder to another. */
  links: readonly { path: string; to: string }[];
  network: boolean;
}

/** Those of other programs of the same person: their sockets would lead out again. */
const OWN_TEMPORARY = ["/tmp", "/var/tmp", "/run"];
/** Names are looked up through these. */
const NAME_SERVICE = ["/run/systemd/resolve", "/run/NetworkManager", "/run/resolvconf", "/run/nscd"];

/**
 * The words that run a program under bubblewrap. It sees the file system read-only, with devices, temporary folders and process
 * ids of its own, and has none of the rights of root even where root starts it. Pure.
 *
 * @param bwrap path of the program
 */
export function bubblewrapArgv(
  bwrap: string,
  { writable, readable, hidden, links, network }: Confinement,
  argv: readonly string[],
): string[] {
  return [
    bwrap,
    ...["--unshare-user", "--unshare-pid", "--unshare-ipc", ...(network ? [] : ["--unshare-net"])],
    ...["--cap-drop", "ALL"],
    ...["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"],
    ...OWN_TEMPORARY.flatMap((path) => ["--tmpfs", path]),
    ...NAME_SERVICE.flatMap((path) => ["--ro-bind-try", path, path]),
    ...["--setenv", "TMPDIR", "/tmp"],
    ...mounts({ writable, readable, hidden }),
    ...links.flatMap(({ path, to }) => ["--symlink", to, path]),
    ...hidden.flatMap((path) => ["--remount-ro", path]),
    "--",
    ...argv,
  ];
}

/** What lies deeper is laid over what it lies in. */
function mounts({ writable, readable, hidden }: Omit<Confinement, "links" | "network">): string[] {
  const all = [
    ...hidden.map((path) => ({ path, words: ["--perms", "0700", "--tmpfs", path] })),
    ...writable.map((path) => ({ path, words: ["--bind-try", path, path] })),
    ...readable.map((path) => ({ path, words: ["--ro-bind-try", path, path] })),
  ];
  return all.toSorted((one, other) => depthOf(one.path) - depthOf(other.path)).flatMap(({ words }) => words);
}

const depthOf = (path: string): number => path.split("/").length;

/** What is tried to learn whether the kernel allows a sandbox. */
export const trialArgv = (bwrap: string): string[] =>
  bubblewrapArgv(bwrap, { writable: [], readable: [], hidden: [], links: [], network: true }, ["true"]);
