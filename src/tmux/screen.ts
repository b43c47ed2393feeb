import type { PaneScreen } from "../domain/pane-screen.ts";
import { OverstoryError } from "../errors.ts";
import type { Connection } from "./connection.ts";
import { runClient } from "./server.ts";

/** Ahead of the rows, where nothing that an agent draws can pass for it. */
const HEAD = "#{alternate_on} #{cursor_y} #{cursor_x}";

/**
 * What the pane shows now. By a client of its own (some milliseconds): on the control client, what an agent draws could
 * pass for tmux's own words. Throws `not_found` for a missing pane, `tmux` when the server does not answer.
 */
export async function readScreen(connection: Connection, paneId: string): Promise<PaneScreen> {
  const { exitCode, stdout, stderr } = await runClient(connection.place, [
    ...["display-message", "-p", "-t", paneId, HEAD, ";"],
    ...["capture-pane", "-p", "-t", paneId],
  ]);
  if (exitCode === 0 && stderr === "") return parseScreen(paneId, stdout);
  const code = stderr.startsWith("can't find pane") ? "not_found" : "tmux";
  throw new OverstoryError(code, `cannot read the screen of pane ${paneId}: ${stderr.trim()}`);
}

function parseScreen(paneId: string, text: string): PaneScreen {
  const [head = "", ...rows] = text.replace(/\n$/, "").split("\n");
  const [, alternate, row, column] = /^([01]?) (\d+) (\d+)$/.exec(head) ?? [];
  if (row === undefined || column === undefined)
    throw new OverstoryError("tmux", `tmux told of pane ${paneId} in a form we do not know: "${head}"`);
  return {
    rows: rows.map((one) => one.trimEnd()),
    isAlternate: alternate === "1",
    cursor: { row: Number(row), column: Number(column) },
  };
}
