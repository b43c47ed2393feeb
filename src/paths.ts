/** Where everything of one project lives. All paths are absolute and free of symbolic links. */
export interface ProjectPaths {
  /** Top of the repository's main work tree. */
  root: string;
  /** The git directory that all its worktrees share. */
  gitDir: string;
  /** `<git dir>/overstory`: database, logs, backups. */
  state: string;
  database: string;
  daemonLog: string;
  logs: string;
  /** One small file per started and per ended process, see process/launch. */
  launches: string;
  /** One folder per session with what its agent is started with: settings, prompt, plugins. */
  agents: string;
  /** What hooks wrote and is not taken in yet, see runtimes/hook-line. */
  spool: string;
  /** Holds the `overstory` that agents find in their PATH. */
  bin: string;
  backups: string;
  /** `../<repository>.worktrees`, beside the repository. */
  worktrees: string;
  config: string;
  /** Folder of the two sockets: the state folder, or a short one where that is too long for a socket. */
  runtime: string;
  socket: string;
  tmuxSocket: string;
  /** Folder with the socket for sandboxes, which they can let in without all that lies beside the other one. */
  door: string;
  /** Sign of life of the daemon, there from its start until it stops in order; see supervisor/health. */
  heartbeat: string;
  /** Who the daemon is (pid, start time), for clients that find its socket silent. */
  daemonIdentity: string;
}

/** The socket in `door`. */
export const DOOR_SOCKET = "daemon.sock";

/** `sun_path` holds 104 bytes on macOS and 108 on Linux. */
const SOCKET_PATH_LIMIT = 103;

/**
 * The places of a project. Pure, and without node:fs or node:path, whose loading costs a command as much as its call to
 * the daemon.
 *
 * @param root absolute, without a slash at its end
 */
export function projectPaths(root: string, gitDir: string): ProjectPaths {
  const state = `${gitDir}/overstory`;
  const runtime = runtimeFolder(state);
  return {
    root,
    gitDir,
    state,
    database: `${state}/overstory.db`,
    daemonLog: `${state}/daemon.log`,
    logs: `${state}/logs`,
    launches: `${state}/launches`,
    agents: `${state}/agents`,
    spool: `${state}/spool`,
    bin: `${state}/bin`,
    backups: `${state}/backups`,
    heartbeat: `${state}/heartbeat`,
    worktrees: `${root}.worktrees`,
    config: `${root}/overstory.config.ts`,
    runtime,
    socket: `${runtime}/daemon.sock`,
    tmuxSocket: `${runtime}/tmux.sock`,
    door: `${runtime}/door`,
    daemonIdentity: `${runtime}/daemon.json`,
  };
}

/** The folder that keeps a session's output, by its key. */
export const sessionLogs = ({ logs }: Pick<ProjectPaths, "logs">, sessionKey: string): string =>
  `${logs}/${sessionKey}`;

/** The files that a session's agent is started with, by the session's id. */
export const agentFolder = ({ agents }: Pick<ProjectPaths, "agents">, sessionId: string): string =>
  `${agents}/${sessionId}`;

/** Where the hooks of a session's agent write. */
export const agentSpool = ({ spool }: Pick<ProjectPaths, "spool">, sessionId: string): string =>
  `${spool}/${sessionId}`;

/** Output of one gate, beside that of the session whose work it checks. */
export const gateLog = (paths: Pick<ProjectPaths, "logs">, sessionKey: string, position: number): string =>
  `${sessionLogs(paths, sessionKey)}/gate-${position + 1}.log`;

/** Folder with those of branches that were merged together. */
export const mergingLogs = ({ logs }: Pick<ProjectPaths, "logs">): string => `${logs}/merging`;

/** Output of one gate on branches that were merged together. */
export const batchGateLog = (paths: Pick<ProjectPaths, "logs">, batchId: string, position: number): string =>
  `${mergingLogs(paths)}/${batchId}/gate-${position + 1}.log`;

function runtimeFolder(state: string): string {
  const longest = `${state}/door/${DOOR_SOCKET}`;
  if (Buffer.byteLength(longest) <= SOCKET_PATH_LIMIT) return state;
  const id = new Bun.CryptoHasher("sha256").update(state).digest("hex").slice(0, 16);
  return `/tmp/overstory-${process.getuid?.() ?? 0}-${id}`;
}
