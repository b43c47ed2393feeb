import type { Connection } from "./connection.ts";
import { commandLine, type TmuxCommand } from "./quote.ts";

/**
 * Carries out `then` or `otherwise` by what the server itself sees at that moment of the pane, and answers the last line
 * they print. `condition` must name the pane: for one that does not exist tmux looks at another.
 */
export async function runGuarded(
  connection: Connection,
  paneId: string,
  condition: string,
  then: readonly TmuxCommand[],
  otherwise: readonly TmuxCommand[],
): Promise<string | undefined> {
  const lines = await connection.run([
    ["if-shell", "-F", "-t", paneId, condition, commandLine(then), commandLine(otherwise)],
  ]);
  return lines.at(-1);
}

export const say = (text: string): TmuxCommand => ["display-message", "-p", text];
