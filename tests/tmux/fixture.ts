import { readFileSync } from "node:fs";
import { join } from "node:path";
import { systemCode } from "../../src/errors.ts";
import { createLogger } from "../../src/log.ts";
import type { ControlNotification } from "../../src/tmux/control-parser.ts";
import { scrubEnvironment } from "../../src/tmux/environment.ts";
import type { SignalServer } from "../../src/tmux/recover-server.ts";
import type { ServerIdentity, ServerPlace } from "../../src/tmux/server.ts";
import type { PaneSpec, SpawnedPane } from "../../src/tmux/spawn-pane.ts";
import { Tmux, type TmuxOptions } from "../../src/tmux/tmux.ts";
import { tempFolder } from "../support/temp.ts";
import { until } from "../support/wait.ts";

export const confFolder = join(import.meta.dir, "../../tmux");

export const logger = createLogger();

/** A folder for one private server, which is ended with the scope, however many were started there. */
export function testPlace({ deadlineMs = 3000 } = {}) {
  const folder = tempFolder();
  const place: ServerPlace = {
    socket: join(folder.path, "s"),
    confFolder,
    environment: scrubEnvironment(process.env),
    deadlineMs,
  };
  return {
    folder: folder.path,
    place,
    async [Symbol.asyncDispose]() {
      for (const pid of serversOn(place.socket)) {
        signal(pid, "SIGKILL");
        await until(`server ${pid} ends`, () => !isAlive(pid));
      }
      folder[Symbol.dispose]();
    },
  };
}

/** Pids of tmux servers of this socket, told by their command line. */
function serversOn(socket: string): number[] {
  const text = Bun.spawnSync(["ps", "-axww", "-o", "pid=,command="]).stdout.toString();
  return text
    .split("\n")
    .filter((line) => /^\s*\d+ tmux /.test(line) && line.includes(` -S ${socket} `))
    .map((line) => Number.parseInt(line, 10));
}

export function signal(pid: number, name: NodeJS.Signals): void {
  if (!Number.isInteger(pid) || pid <= 1) throw new Error(`not a pid: ${pid}`);
  try {
    process.kill(pid, name);
  } catch (error) {
    if (systemCode(error) !== "ESRCH") throw error;
  }
}

/** False for a zombie too. */
export function isAlive(pid: number): boolean {
  const state = Bun.spawnSync(["ps", "-o", "state=", "-p", `${pid}`])
    .stdout.toString()
    .trim();
  return state !== "" && !state.startsWith("Z");
}

export const signalServer: SignalServer = async ({ serverPid }, name) => {
  if (!isAlive(serverPid)) return "dead";
  signal(serverPid, name);
  return "sent";
};

export interface Seen {
  losses: string[];
  notifications: ControlNotification[];
}

export function tmuxOptions(
  place: ServerPlace,
  seen: Seen,
  recorded: ServerIdentity | null = null,
): TmuxOptions {
  return {
    socket: place.socket,
    confFolder: place.confFolder,
    deadlineMs: place.deadlineMs,
    environment: process.env,
    recorded,
    signalServer,
    logger,
    onLost: (loss) => seen.losses.push(loss),
    onNotification: (notification) => seen.notifications.push(notification),
  };
}

let count = 0;

/** A connected Tmux on a server of its own. */
export async function testTmux({ deadlineMs = 3000 } = {}) {
  const server = testPlace({ deadlineMs });
  const seen: Seen = { losses: [], notifications: [] };
  const tmux = await Tmux.connect(tmuxOptions(server.place, seen));
  const spec = (argv: PaneSpec["argv"], changes: Partial<PaneSpec> = {}): PaneSpec => {
    const id = `${++count}`;
    return {
      name: `ov-${id}`,
      nonce: `nonce-${id}`,
      title: `agent ${id}`,
      cwd: server.folder,
      argv,
      logFolder: join(server.folder, "logs", id),
      logCapBytes: 1024 * 1024,
      width: 200,
      height: 50,
      ...changes,
    };
  };
  return {
    ...server,
    tmux,
    seen,
    spec,
    spawn: (argv: PaneSpec["argv"], changes: Partial<PaneSpec> = {}): Promise<SpawnedPane> =>
      tmux.spawnPane(spec(argv, changes)),
    /** As the next daemon would connect. */
    reconnect: (recorded: ServerIdentity | null = null) =>
      Tmux.connect(tmuxOptions(server.place, { losses: [], notifications: [] }, recorded)),
    async [Symbol.asyncDispose]() {
      await tmux.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

export async function ask({ socket, environment }: ServerPlace, ...args: string[]): Promise<string> {
  const child = Bun.spawn(["tmux", "-u", "-N", "-S", socket, ...args], { env: environment, stderr: "pipe" });
  const [text, error] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  if (error) throw new Error(`tmux ${args.join(" ")}: ${error}`);
  return text.trimEnd();
}

export function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
    return "";
  }
}

/** The process that the kernel started as our control client of this socket. */
export function controlClientsOf(socket: string): number[] {
  const text = Bun.spawnSync(["ps", "-axww", "-o", "pid=,command="]).stdout.toString();
  return text
    .split("\n")
    .filter((line) => line.includes(` -S ${socket} `) && line.includes(" -C "))
    .map((line) => Number.parseInt(line, 10));
}
