import { usageError } from "../errors.ts";

const SHELL = "shell";

/** A command is what the shell runtime runs, and nothing to any other. Undefined without one. */
export const runtimeOfCommand = (command: string | undefined): string | undefined =>
  command === undefined ? undefined : SHELL;

/** Throws `usage` for a command that nothing would run. */
export function refuseIdleCommand(runtime: string, command: string | null): void {
  if (command === null || runtime === SHELL) return;
  throw usageError(
    `command: is for the shell runtime, and this is for ${runtime}`,
    "say it in the prompt or the goal, or leave the runtime out",
  );
}
