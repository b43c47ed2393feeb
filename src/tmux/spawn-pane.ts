import { mkdir, stat } from "node:fs/promises";
import type { PaneAddress } from "../domain/session.ts";
import { OverstoryError, systemCode, usageError } from "../errors.ts";
import type { Connection } from "./connection.ts";
import { logCommand } from "./output-log.ts";
import { closePane, findByNonce, findBySessionName, type PaneStatus } from "./panes.ts";
import { escapeFormat, escapeStyle, type TmuxCommand } from "./quote.ts";

export interface PaneSpec {
  /** tmux's name of the session: `ov-` and letters, digits or dashes. */
  name: string;
  /** Letters, digits, `-` and `_`: proves later that a pane is the one that was meant. */
  nonce: string;
  /** For people, in the status line; any text. */
  title: string;
  cwd: string;
  /** Two words or more: run as they are, without a shell. Everyone on this machine can read them. */
  argv: readonly [string, string, ...string[]];
  logFolder: string;
  logCapBytes: number;
  width: number;
  height: number;
}

export interface SpawnedPane {
  address: PaneAddress;
  /** The pane's first process. */
  leaderPid: number;
  /** False when a pane of this name and nonce was there already. */
  created: boolean;
}

/**
 * Makes a session with one pane that runs `argv`, marked and logged from its first byte on; all of it or nothing.
 * Asked again with the same name and nonce, it answers the pane that is there.
 *
 * Throws `usage` for names that tmux would read otherwise, `not_found` when the folder does not exist, `conflict` when
 * the name is taken by another nonce or the server has no room, and like Connection.run.
 */
export async function spawnPane(connection: Connection, spec: PaneSpec): Promise<SpawnedPane> {
  checkNames(spec);
  const existing = await findBySessionName(connection, spec.name);
  if (existing) return adopt(connection, spec, existing);
  // tmux itself would start the agent in its own folder.
  await checkFolder(spec.cwd);
  await checkRoom(connection);
  await mkdir(spec.logFolder, { recursive: true, mode: 0o700 });
  return make(connection, spec).catch((failure) => settle(connection, spec, failure));
}

async function make(connection: Connection, spec: PaneSpec): Promise<SpawnedPane> {
  const [printed = ""] = await connection.run(spawnCommands(connection.place.confFolder, spec));
  const [, sessionId, paneId, pid] = /^(\$\d+) (%\d+) (\d+)$/.exec(printed) ?? [];
  if (sessionId === undefined || paneId === undefined)
    throw new OverstoryError("tmux", `tmux made ${spec.name} without telling its pane: "${printed}"`);
  return { address: { ...connection.server, sessionId, paneId }, leaderPid: Number(pid), created: true };
}

/** After a failure: adopts a whole pane, which a call beside this one has made, and ends one without its log. */
async function settle(connection: Connection, spec: PaneSpec, failure: unknown): Promise<SpawnedPane> {
  const pane = await findByNonce(connection, spec.nonce);
  if (pane?.logging) return adopt(connection, spec, pane);
  if (pane) await closePane(connection, { ...connection.server, ...pane }, spec.nonce);
  throw failure;
}

function spawnCommands(confFolder: string, spec: PaneSpec): TmuxCommand[] {
  // "=" is for this name and no longer one; the colon for a session's name where a pane is expected.
  const pane = `=${spec.name}:`;
  return [
    [
      ...(["new-session", "-d", "-P", "-F", "#{session_id} #{pane_id} #{pane_pid}"] as const),
      ...["-s", spec.name, "-n", "agent", "-x", `${spec.width}`, "-y", `${spec.height}`],
      ...["-c", escapeFormat(spec.cwd), "--", ...spec.argv],
    ],
    ["set-option", "-p", "-t", pane, "@overstory_nonce", spec.nonce],
    // A person who attaches with a small terminal must not shrink what the agent draws on.
    ["set-option", "-w", "-t", pane, "window-size", "manual"],
    ["set-option", "-t", pane, "@overstory_name", escapeStyle(spec.title)],
    logCommand(confFolder, pane, { folder: spec.logFolder, capBytes: spec.logCapBytes }),
  ];
}

function adopt({ server, place }: Connection, { name, nonce }: PaneSpec, pane: PaneStatus): SpawnedPane {
  if (pane.nonce !== nonce) {
    throw new OverstoryError("conflict", `tmux session ${name} exists and is not the one to be made`, {
      hint: `if nothing needs it, end it: tmux -S '${place.socket}' kill-session -t '${pane.sessionId}'`,
    });
  }
  const { sessionId, paneId, pid } = pane;
  return { address: { ...server, sessionId, paneId }, leaderPid: pid, created: false };
}

function checkNames({ name, nonce }: PaneSpec): void {
  if (!/^ov-[A-Za-z0-9-]+$/.test(name))
    throw usageError(
      `${JSON.stringify(name)} cannot name a tmux session of ours: ov-, letters, digits, dashes`,
    );
  if (!/^[\w-]+$/.test(nonce)) throw usageError("a nonce is made of letters, digits, - and _");
}

async function checkFolder(path: string): Promise<void> {
  const found = await stat(path).catch((error) => {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(error) ?? "")) return undefined;
    throw error;
  });
  if (found?.isDirectory()) return;
  throw new OverstoryError("not_found", `the folder to start in does not exist: ${path}`);
}

/** Two descriptors a pane, and some for clients; without them the server would hang for ever. */
async function checkRoom(connection: Connection): Promise<void> {
  const [limit = "", ...panes] = await connection.run([
    ["display-message", "-p", "#{@overstory_fd_limit}"],
    ["list-panes", "-a", "-F", "x"],
  ]);
  const most = Math.floor((Number(limit || 256) - 64) / 2);
  if (panes.length < most) return;
  throw new OverstoryError("conflict", `the tmux server has room for ${most} panes, and all are taken`, {
    hint: "end some sessions, or raise the limit of open files (ulimit -n) and restart the tmux server",
  });
}
