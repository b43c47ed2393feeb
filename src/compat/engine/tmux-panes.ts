import { runCommand } from "../../command.ts";
import { OverstoryError } from "../../errors.ts";

const DEADLINE_MS = 3000;

/** The sessions of the user's own tmux server, where the earlier product kept its agents, and the pid of each one's first pane. null when it does not answer. */
export async function listTmuxPanes(): Promise<Map<string, number> | null> {
  try {
    const { exitCode, stdout } = await runCommand(
      ["tmux", "list-panes", "-a", "-F", "#{pane_pid} #{session_name}"],
      { env: { ...process.env, TMUX: undefined }, deadlineMs: DEADLINE_MS },
    );
    // Without a server it ends with 1: then no session of that name runs.
    return exitCode === 0 ? parsePanes(stdout) : new Map();
  } catch (error) {
    if (error instanceof OverstoryError) return null;
    throw error;
  }
}

function parsePanes(text: string): Map<string, number> {
  const panes = new Map<string, number>();
  for (const line of text.split("\n")) {
    const [, pid, name] = /^(\d+) (.+)$/.exec(line) ?? [];
    if (pid && name && !panes.has(name)) panes.set(name, Number(pid));
  }
  return panes;
}
