import type { AdoptionRequest } from "../api/contract/adoption.ts";
import { runCommand } from "../command.ts";
import { OverstoryError, usageError } from "../errors.ts";

const DEADLINE_MS = 5000;

/** What a person names an agent by: a pane of their own tmux, a process, or a conversation. Throws `usage`, `not_found`. */
export async function readTarget(
  text: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<AdoptionRequest["target"]> {
  if (text.startsWith("%")) return { pid: await pidOfPane(text, env) };
  if (/^\d{1,10}$/.test(text)) return { pid: Number(text) };
  return { conversation: text };
}

/** Of the pane's first process: its shell, or the agent itself. */
async function pidOfPane(pane: string, env: Readonly<Record<string, string | undefined>>): Promise<number> {
  if (!/^%\d+$/.test(pane)) throw usageError(`"${pane}" is no pane`, "tmux list-panes -a names them: %5");
  if (!env.TMUX)
    throw usageError(
      `pane ${pane} is looked for in your own tmux, and this terminal is in none`,
      "name the agent's process instead: overstory adopt PID",
    );
  const argv = ["tmux", "display-message", "-p", "-t", pane, "#{pane_id} #{pane_pid}"];
  const { stdout, stderr } = await runCommand(argv, { env: { ...env }, deadlineMs: DEADLINE_MS });
  const [id, pid] = stdout.trim().split(" ");
  // Of a pane that is not there, tmux answers with nothing or with another one.
  if (id === pane && Number(pid) > 1) return Number(pid);
  throw new OverstoryError(
    "not_found",
    `your tmux has no pane ${pane}${stderr.trim() && `: ${stderr.trim()}`}`,
    {
      hint: "tmux list-panes -a names them",
    },
  );
}
