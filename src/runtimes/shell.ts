import type { RuntimeSettings } from "../config/runtimes.ts";
import type { Abilities } from "../domain/agent/abilities.ts";
import { cliEnvironment } from "./cli-environment.ts";
import type { Runtime } from "./runtime.ts";
import { readShellScreen } from "./shell-screen.ts";

const ABILITIES: Abilities = {
  headless: false,
  readyBy: "process",
  firstPrompt: "environment",
  instructions: null,
  mcp: false,
  proof: null,
  hooks: false,
  answers: false,
  resume: null,
  tokens: false,
  cost: false,
  permissions: false,
  context: false,
  adopt: false,
};

/**
 * An agent that is any command. It finds its task in the environment, works in its worktree, commits, and exits; the
 * status it exits with is its word on the work.
 *
 * @param defaultCommand run for tasks that have only a prompt
 */
export function shellRuntime(
  defaultCommand: string | null,
  settings: Pick<RuntimeSettings, "pass" | "env">,
): Runtime {
  return {
    name: "shell",
    abilities: ABILITIES,
    exitIsProof: true,
    isAnimated: false,
    refuses: ({ command }) =>
      (command ?? defaultCommand)
        ? undefined
        : "a shell task needs a command (or set shell.command in overstory.config.ts to one that reads $OVERSTORY_PROMPT)",
    readScreen: readShellScreen,
    launch: ({ task, prompt, environment }) => ({
      argv: ["sh", "-c", task?.spec.command ?? defaultCommand ?? "exit 127"],
      env: { ...cliEnvironment(settings, environment, []), OVERSTORY_PROMPT: prompt },
    }),
  };
}
