import { constants } from "node:os";
import type { PaneAddress } from "../domain/session.ts";
import { OverstoryError } from "../errors.ts";
import type { Connection } from "./connection.ts";
import { runGuarded, say } from "./guard.ts";
import { formatWord, type TmuxCommand } from "./quote.ts";
import { isSameServer } from "./server.ts";

/** A pane as tmux sees it. */
export interface PaneStatus {
  sessionId: string;
  paneId: string;
  sessionName: string;
  /** The pane's first process; still told after its end. */
  pid: number;
  /** Null for panes that are not ours: the keeper, or what a person made. */
  nonce: string | null;
  /** The pane's terminal is closed: as a rule, not always, because its process has ended. */
  dead: boolean;
  /** Exit status of the first process; null while it is not known. */
  deadStatus: number | null;
  /** Number of the signal that ended the first process; tmux 3.2 does not tell it. */
  deadSignal: number | null;
  /** The output log is being written. */
  logging: boolean;
}

const FORMAT = [
  "#{session_id}",
  "#{pane_id}",
  "#{pane_pid}",
  "#{pane_dead}",
  "#{pane_dead_status}",
  "#{pane_dead_signal}",
  "#{pane_pipe}",
  "#{@overstory_nonce}",
  "#{session_name}",
].join("|");

const ROW = /^(\$\d+)\|(%\d+)\|(\d+)\|([01])\|(\d*)\|(\w*)\|([01])\|([\w-]*)\|(.*)$/;

/** Every pane of the server, the keeper's too. */
export async function listPanes(connection: Connection): Promise<PaneStatus[]> {
  return (await connection.run([["list-panes", "-a", "-F", FORMAT]])).map(parseRow);
}

/** The pane that bears this nonce, if it still exists. */
export const findByNonce = (connection: Connection, nonce: string): Promise<PaneStatus | undefined> =>
  findPane(connection, "@overstory_nonce", nonce);

export const findById = (connection: Connection, paneId: string): Promise<PaneStatus | undefined> =>
  findPane(connection, "pane_id", paneId);

export const findBySessionName = (connection: Connection, name: string): Promise<PaneStatus | undefined> =>
  findPane(connection, "session_name", name);

/** A search over all panes: a target that is not there could mean another pane, or fail like an unreachable server. */
async function findPane(
  connection: Connection,
  variable: string,
  value: string,
): Promise<PaneStatus | undefined> {
  const filter = `#{==:#{${variable}},${formatWord(value)}}`;
  const [row] = await connection.run([["list-panes", "-a", "-f", filter, "-F", FORMAT]]);
  return row === undefined ? undefined : parseRow(row);
}

/**
 * Ends exactly this session with all in it, when its pane bears the nonce. "absent": this server has no such pane.
 * Its processes get SIGHUP and may outlive it.
 */
export async function closePane(
  connection: Connection,
  address: PaneAddress,
  nonce: string,
): Promise<"closed" | "absent"> {
  if (!isSameServer(address, connection.server)) return "absent";
  const { sessionId, paneId } = address;
  const wanted = [sessionId, paneId, nonce].map(formatWord).join(" ");
  const isIt = `#{==:#{session_id} #{pane_id} #{@overstory_nonce},${wanted}}`;
  const kill: TmuxCommand[] = [["kill-session", "-t", sessionId], say("closed")];
  return (await runGuarded(connection, paneId, isIt, kill, [say("absent")])) === "closed"
    ? "closed"
    : "absent";
}

function parseRow(row: string): PaneStatus {
  const [, sessionId, paneId, pid, dead, status, signal, pipe, nonce, sessionName] = ROW.exec(row) ?? [];
  if (sessionId === undefined || paneId === undefined || sessionName === undefined)
    throw new OverstoryError("tmux", `tmux listed a pane in a form we do not know: ${JSON.stringify(row)}`);
  return {
    sessionId,
    paneId,
    sessionName,
    pid: Number(pid),
    nonce: nonce || null,
    dead: dead === "1",
    deadStatus: status ? Number(status) : null,
    deadSignal: signal ? signalNumber(signal) : null,
    logging: pipe === "1",
  };
}

/** tmux tells a signal by number where the system has no list of names, and else as `KILL`. */
function signalNumber(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text);
  const name = `SIG${text.toUpperCase()}`;
  return Object.entries(constants.signals).find(([known]) => known === name)?.[1] ?? null;
}
