import { join } from "node:path";
import { type CommandResult, runCommand } from "../command.ts";
import type { PaneAddress } from "../domain/session.ts";
import { OverstoryError } from "../errors.ts";
import { inOwnScope, type Start } from "./scope.ts";

/** Where one tmux server is, and what it and its clients are started with. */
export interface ServerPlace {
  /** Absolute path of its socket. */
  socket: string;
  /** Folder of server.conf, start.sh and log.sh. */
  confFolder: string;
  /** Scrubbed, see environment.ts. */
  environment: Record<string, string>;
  /** Milliseconds that it may take to answer; after them a call fails with `timeout`. */
  deadlineMs: number;
}

export type ServerIdentity = Pick<PaneAddress, "serverPid" | "serverStartedAt">;

/** Keeps the server in use while there are no agents, and is what our control client attaches to. */
export const KEEPER = "_ctl";

/** Two words or more: tmux runs them without a shell. */
const NEW_KEEPER = [
  "new-session",
  "-d",
  "-s",
  KEEPER,
  "-x",
  "80",
  "-y",
  "24",
  "--",
  "tail",
  "-f",
  "/dev/null",
];

/** A server that is just ending refuses the next one, for some milliseconds. */
const START_PAUSES_MS = [0, 10, 30, 100, 300, 1000];
/** A server with many panes takes its time to end. */
const STOP_MS = 10_000;

/** The command line of a tmux client that never starts a server by itself. */
export const clientArgv = (place: ServerPlace, ...args: string[]): string[] => [
  "tmux",
  "-N",
  ...serverFlags(place),
  ...args,
];

const serverFlags = ({ socket, confFolder }: ServerPlace) => [
  "-u",
  "-S",
  socket,
  "-f",
  join(confFolder, "server.conf"),
];

/** Runs a client of its own for one command. Throws `timeout` when the server hangs. */
export function runClient(place: ServerPlace, args: readonly string[], stdin = ""): Promise<CommandResult> {
  return runCommand(clientArgv(place, ...args), {
    cwd: "/",
    env: place.environment,
    deadlineMs: place.deadlineMs,
    stdin,
  });
}

/**
 * Starts the server, or finds the one that listens there, with its keeper session. May be called by many at once.
 * Throws `tmux` when there is none in the end, `timeout` when one is there but hangs.
 *
 * @param daemon environment of this process: where systemd started it, the server gets a scope of its own
 */
export async function startServer(
  place: ServerPlace,
  daemon: Record<string, string | undefined> = {},
): Promise<ServerIdentity> {
  let said = "";
  for (const pauseMs of START_PAUSES_MS) {
    await Bun.sleep(pauseMs);
    // Its exit status does not tell: the keeper may be there already, and tmux answers 0 to some failures.
    said = (await makeKeeper(place, daemon)).stderr.trim() || said;
    const identity = await readIdentity(place);
    if (identity) return identity;
  }
  throw new OverstoryError("tmux", `no tmux server could be started on ${place.socket}: ${said}`, {
    hint: "does the folder of the socket exist, and is it yours?",
  });
}

async function makeKeeper(
  place: ServerPlace,
  daemon: Record<string, string | undefined>,
): Promise<CommandResult> {
  const argv = ["sh", join(place.confFolder, "start.sh"), "tmux", ...serverFlags(place), ...NEW_KEEPER];
  const plain: Start = { argv, environment: place.environment };
  const scoped = inOwnScope(plain, daemon);
  if (scoped !== null && !(await readIdentity(place))) {
    const result = await run(place, scoped).catch(whenTimedOut);
    if (result?.exitCode === 0) return result;
  }
  return await run(place, plain);
}

/** The server stays in this folder for life, and an agent whose own is gone would be started there. */
const run = ({ deadlineMs }: ServerPlace, { argv, environment }: Start): Promise<CommandResult> =>
  runCommand(argv, { cwd: "/", env: environment, deadlineMs });

/** A systemd that hangs must not keep the server from being started. */
function whenTimedOut(error: unknown): undefined {
  if (!(error instanceof OverstoryError && error.code === "timeout")) throw error;
}

/** Gives a running server its keeper session again, should a person have ended it. Never starts a server. */
export async function keepAlive(place: ServerPlace): Promise<void> {
  await runClient(place, NEW_KEEPER);
}

/** The server that answers on the socket; undefined when none does. Throws `timeout` when it hangs. */
export async function readIdentity(place: ServerPlace): Promise<ServerIdentity | undefined> {
  const { stdout } = await runClient(place, ["display-message", "-p", IDENTITY_FORMAT]);
  return parseIdentity(stdout);
}

export const IDENTITY_FORMAT = "#{pid} #{start_time}";

export function parseIdentity(text: string): ServerIdentity | undefined {
  const [, pid, startedAt] = /^(\d+) (\d+)\s*$/.exec(text) ?? [];
  if (pid === undefined || startedAt === undefined) return undefined;
  return { serverPid: Number(pid), serverStartedAt: Number(startedAt) };
}

/** Ends this server and everything in its panes; returns when nothing answers on its socket any more. */
export async function stopServer(place: ServerPlace, server: ServerIdentity): Promise<void> {
  // Checked by the server itself: another may listen there by now.
  const isIt = `#{==:#{pid} #{start_time},${server.serverPid} ${server.serverStartedAt}}`;
  await runClient(place, ["if-shell", "-F", isIt, "kill-server"]);
  for (const end = performance.now() + STOP_MS; performance.now() < end; await Bun.sleep(10)) {
    const found = await readIdentity(place);
    if (!found || !isSameServer(found, server)) return;
  }
  throw new OverstoryError("timeout", `${describeServer(server)} did not end within ${STOP_MS} ms`);
}

export const isSameServer = (a: ServerIdentity, b: ServerIdentity): boolean =>
  a.serverPid === b.serverPid && a.serverStartedAt === b.serverStartedAt;

export const describeServer = ({ serverPid, serverStartedAt }: ServerIdentity): string =>
  `tmux server ${serverPid} (started ${new Date(serverStartedAt * 1000).toISOString()})`;
