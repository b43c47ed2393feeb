import { OverstoryError } from "../errors.ts";
import type { Connection } from "./connection.ts";
import { runClient } from "./server.ts";

/**
 * What the pane shows now, as text: one line a row, without colours. By a client of its own (some milliseconds): on
 * the control client, what an agent draws could pass for tmux's own words. Throws `not_found` for a missing pane.
 */
export async function capture(connection: Connection, paneId: string): Promise<string> {
  const { exitCode, stdout, stderr } = await runClient(connection.place, [
    "capture-pane",
    "-p",
    "-t",
    paneId,
  ]);
  if (exitCode === 0 && stderr === "") return stdout;
  const code = stderr.startsWith("can't find pane") ? "not_found" : "tmux";
  throw new OverstoryError(code, `cannot read the screen of pane ${paneId}: ${stderr.trim()}`);
}
