import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Connection } from "./connection.ts";
import { runGuarded, say } from "./guard.ts";
import { escapeTimeFormat, formatWord, quoteShell, type TmuxCommand } from "./quote.ts";

export interface OutputLog {
  /** Gets output.log and, once that was full, output.1.log. Made when it is not there. */
  folder: string;
  /** Most that one of the two files holds; at least 64 KiB. */
  capBytes: number;
}

const LEAST_CAP_KIB = 64;

/** Starts the log of a living pane whose writer has ended; does nothing while one is running. */
export async function startLog(connection: Connection, paneId: string, log: OutputLog): Promise<void> {
  await mkdir(log.folder, { recursive: true, mode: 0o700 });
  const isLogging = `#{==:#{pane_id} #{pane_pipe},${formatWord(paneId)} 1}`;
  // pipe-pane ends the pipe that a pane has, with -o too.
  const start = [logCommand(connection.place.confFolder, paneId, log)];
  await runGuarded(connection, paneId, isLogging, [say("logging")], start);
}

/** The folder must exist. The writer is tmux's child, and goes on while the daemon is down. */
export function logCommand(confFolder: string, target: string, { folder, capBytes }: OutputLog): TmuxCommand {
  const capKib = Math.max(LEAST_CAP_KIB, Math.floor(capBytes / 1024));
  const shell = `exec sh ${quoteShell(join(confFolder, "log.sh"))} ${quoteShell(folder)} ${capKib}`;
  // Output only (-O): tmux may crash when a pipe into the pane ends.
  return ["pipe-pane", "-O", "-t", target, escapeTimeFormat(shell)];
}
