import type { SessionView } from "../../api/contract/session.ts";
import { printLines } from "../output.ts";
import { standardScreen } from "../terminal.ts";
import { byUrgency, sessionTable } from "./session-table.ts";
import { cut } from "./text.ts";

/** Prints the table of sessions once, those that need a person first. */
export async function printSessions(sessions: readonly SessionView[]): Promise<void> {
  const screen = await standardScreen();
  const lines = sessionTable(sessions.toSorted(byUrgency), screen, 0);
  printLines(lines.map((line) => cut(line, screen.columns)));
}
