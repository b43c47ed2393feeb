import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { OverstoryError } from "./errors.ts";

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
  backups: string;
  /** `../<repository>.worktrees`, beside the repository. */
  worktrees: string;
  config: string;
  /** Folder of the two sockets: the state folder, or a short one where that is too long for a socket. */
  runtime: string;
  socket: string;
  tmuxSocket: string;
  /** Who the daemon is (pid, start time), for clients that find its socket silent. */
  daemonIdentity: string;
}

/** `sun_path` holds 104 bytes on macOS and 108 on Linux. */
const SOCKET_PATH_LIMIT = 103;

/** Finds the project that `from` lies in, without starting git. Throws `not_a_project`. */
export function findProject(from: string): ProjectPaths {
  const marker = findGitMarker(realpathSync(from));
  if (!marker) {
    throw new OverstoryError("not_a_project", `${from} is not in a git repository`, {
      hint: "go to your repository, or make one: git init",
    });
  }
  const gitDir = commonGitDir(marker);
  return projectPaths(mainWorkTree(marker, gitDir), gitDir);
}

export function projectPaths(root: string, gitDir: string): ProjectPaths {
  const state = join(gitDir, "overstory");
  const runtime = runtimeFolder(state);
  return {
    root,
    gitDir,
    state,
    database: join(state, "overstory.db"),
    daemonLog: join(state, "daemon.log"),
    logs: join(state, "logs"),
    launches: join(state, "launches"),
    backups: join(state, "backups"),
    worktrees: join(dirname(root), `${basename(root)}.worktrees`),
    config: join(root, "overstory.config.ts"),
    runtime,
    socket: join(runtime, "daemon.sock"),
    tmuxSocket: join(runtime, "tmux.sock"),
    daemonIdentity: join(runtime, "daemon.json"),
  };
}

/** The folder that keeps a session's output, by its key. */
export const sessionLogs = ({ logs }: Pick<ProjectPaths, "logs">, sessionKey: string): string =>
  join(logs, sessionKey);

/** Output of one gate, beside that of the session whose work it checks. */
export const gateLog = (paths: Pick<ProjectPaths, "logs">, sessionKey: string, position: number): string =>
  join(sessionLogs(paths, sessionKey), `gate-${position + 1}.log`);

function findGitMarker(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    const marker = join(folder, ".git");
    if (existsSync(marker)) return marker;
    if (dirname(folder) === folder) return undefined;
  }
}

/** `.git` is a folder in a main work tree; in a linked one a file that names the folder, whose `commondir` leads on. */
function commonGitDir(marker: string): string {
  if (statSync(marker).isDirectory()) return realpathSync(marker);
  const named = /^gitdir: (.+)$/m.exec(readFileSync(marker, "utf8"))?.[1];
  const gitDir = named && resolve(dirname(marker), named.trim());
  if (!gitDir || !existsSync(gitDir)) {
    throw new OverstoryError("not_a_project", `${marker} names a git directory that is not there`, {
      hint: "this worktree is stale: run git worktree repair, or work in the main repository",
    });
  }
  const commondir = join(gitDir, "commondir");
  if (!existsSync(commondir)) return realpathSync(gitDir);
  const common = readFileSync(commondir, "utf8").trim();
  return realpathSync(isAbsolute(common) ? common : join(gitDir, common));
}

function mainWorkTree(marker: string, gitDir: string): string {
  if (basename(gitDir) === ".git") return dirname(gitDir);
  // A submodule or a separate git directory: its own work tree is the one whose .git file names it directly.
  const named = /^gitdir: (.+)$/m.exec(readFileSync(marker, "utf8"))?.[1] ?? "";
  if (realpathSync(resolve(dirname(marker), named.trim())) === gitDir) return dirname(marker);
  throw new OverstoryError("not_a_project", `the main work tree of ${gitDir} cannot be told from here`, {
    hint: "run overstory in the repository's main work tree",
  });
}

function runtimeFolder(state: string): string {
  if (Buffer.byteLength(join(state, "daemon.sock")) <= SOCKET_PATH_LIMIT) return state;
  const id = new Bun.CryptoHasher("sha256").update(state).digest("hex").slice(0, 16);
  const xdg = process.env.XDG_RUNTIME_DIR;
  if (xdg && existsSync(xdg) && Buffer.byteLength(xdg) < 60) return join(xdg, `overstory-${id}`);
  return join("/tmp", `overstory-${process.getuid?.() ?? 0}-${id}`);
}
