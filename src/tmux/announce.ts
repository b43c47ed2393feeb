import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { OverstoryError, systemCode } from "../errors.ts";
import type { Connection } from "./connection.ts";
import { escapeTimeFormat } from "./quote.ts";

type Runner = Pick<Connection, "run">;

const SHOWN_MS = "5000";
const BELL = "\x07";

/**
 * Shows a line in every terminal that is attached to a session, with a bell, until a key is pressed or some seconds have
 * passed. Answers in how many it is shown.
 */
export async function announce(connection: Runner, text: string): Promise<number> {
  const rows = await connection.run([
    ["list-clients", "-F", "#{client_control_mode} #{client_tty} #{client_name}"],
  ]);
  const clients = rows.flatMap((row) => {
    const [, tty, name] = /^0 (\S+) (.+)$/.exec(row) ?? [];
    return tty === undefined || name === undefined ? [] : [{ tty, name }];
  });
  const shown = await Promise.all(clients.map(({ tty, name }) => show(connection, tty, name, text)));
  return shown.filter((isShown) => isShown).length;
}

/** False when the person has left meanwhile. */
async function show(connection: Runner, tty: string, client: string, text: string): Promise<boolean> {
  try {
    await connection.run([["display-message", "-c", client, "-d", SHOWN_MS, inert(text)]]);
  } catch (error) {
    if (!(error instanceof OverstoryError && error.code === "tmux")) throw error;
    return false;
  }
  await ring(tty);
  return true;
}

/** tmux passes on a bell only from a pane of that terminal's session. */
async function ring(tty: string): Promise<void> {
  const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants;
  try {
    await using terminal = await open(tty, O_WRONLY | O_NONBLOCK | O_NOCTTY);
    await terminal.write(BELL);
  } catch (error) {
    // A terminal that is gone, full or not ours hears no bell; the line is what counts.
    if (systemCode(error) === undefined) throw error;
  }
}

/** One line without control characters, in which tmux finds nothing to expand and no style to begin. */
const inert = (text: string): string =>
  escapeTimeFormat(text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").replaceAll("#[", "# ["));
