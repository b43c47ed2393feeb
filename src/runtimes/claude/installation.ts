import { realpathSync } from "node:fs";
import type { RuntimeSettings } from "../../config/runtimes.ts";
import type { Installation, InstallationCheck } from "../installation.ts";
import { programInstallation } from "../program-installation.ts";
import { claudeStateFile } from "./config-folder.ts";
import { loginCheck } from "./login.ts";
import { settingsChecks } from "./settings-check.ts";
import { isTrusted, readState, trust } from "./trust.ts";

const TESTED = { oldest: "2.1.197", newest: "2.1.329" };

/** Looks at the program, and at what would make it ask a person before it works. */
export const claudeInstallation = (name: string, entry: RuntimeSettings): Installation =>
  programInstallation({
    name,
    entry,
    program: "claude",
    install: "npm install -g @anthropic-ai/claude-code@latest",
    tested: TESTED,
    checkRest: (environment, root) => [
      loginCheck(name, environment),
      ...stateChecks(name, claudeStateFile(environment), realpathSync(root)),
      ...settingsChecks(name, root, environment),
    ],
  });

const FIRST_QUESTIONS = "start claude once by hand and answer its first questions";

function stateChecks(runtime: string, file: string, root: string): InstallationCheck[] {
  const state = readState(file);
  const check = { name: `${runtime} setup`, hint: FIRST_QUESTIONS, repair: null };
  if (state === undefined) return [{ ...check, state: "failed", message: `${file} cannot be understood` }];
  if (state === null || state.hasCompletedOnboarding !== true)
    return [{ ...check, state: "failed", message: "it was never started by a person on this machine" }];
  return [trustCheck(runtime, file, root, isTrusted(state, root))];
}

function trustCheck(runtime: string, file: string, root: string, isDone: boolean): InstallationCheck {
  const name = `${runtime} trust`;
  if (isDone) return { name, state: "ok", message: "this repository is trusted", hint: null, repair: null };
  return {
    name,
    state: "failed",
    message: "it asks in every new worktree whether this repository is trusted",
    hint: "overstory doctor --fix notes that trust (or start claude here once and say yes)",
    repair: {
      question: `Let Claude Code trust ${root} and its worktrees (one key in ${file}, a copy is kept)?`,
      run: async () => `trusted; the file as it was: ${trust(file, root, Date.now())}`,
    },
  };
}
