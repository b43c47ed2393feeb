import { OverstoryError } from "../errors.ts";
import { announce } from "./announce.ts";
import { scrubEnvironment } from "./environment.ts";
import type { TmuxCommand } from "./quote.ts";
import { runClient, type ServerPlace } from "./server.ts";

const DEADLINE_MS = 3000;

/**
 * Announces for a program that is not connected to the server on that socket. Never starts one; throws `tmux` when none
 * answers, and `timeout`.
 */
export function announceFromOutside(
  socket: string,
  environment: Record<string, string | undefined>,
  text: string,
): Promise<number> {
  const place: ServerPlace = {
    socket,
    confFolder: "/", // read by a server that starts, so by none here
    environment: scrubEnvironment(environment),
    deadlineMs: DEADLINE_MS,
  };
  const run = async (commands: readonly TmuxCommand[]) =>
    (await Promise.all(commands.map((command) => runAlone(place, command)))).flat();
  return announce({ run }, text);
}

async function runAlone(place: ServerPlace, command: TmuxCommand): Promise<string[]> {
  // A semicolon at the end of an argument would end the command.
  const args = command.map((argument) => argument.replace(/;$/, "\\;"));
  const { exitCode, stdout, stderr } = await runClient(place, args);
  if (exitCode !== 0) throw new OverstoryError("tmux", `tmux ${command[0]}: ${stderr.trim()}`);
  return stdout.split("\n").filter((line) => line !== "");
}
