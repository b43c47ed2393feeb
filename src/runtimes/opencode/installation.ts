import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RuntimeSettings } from "../../config/runtimes.ts";
import { MODEL_VARIABLES } from "../cli-environment.ts";
import type { Installation, InstallationCheck } from "../installation.ts";
import { programInstallation } from "../program-installation.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const TESTED = { oldest: "1.18.33", newest: "1.18.33" };

export const opencodeInstallation = (name: string, entry: RuntimeSettings): Installation =>
  programInstallation({
    name,
    entry,
    program: "opencode",
    install: `npm install -g opencode-ai@${TESTED.newest}`,
    tested: TESTED,
    checkRest: (environment) => [checkLogin(name, environment)],
  });

/** Providers can also be set up in its configuration, with keys of their own. */
function checkLogin(name: string, environment: Environment): InstallationCheck {
  const check = { name: `${name} login`, hint: null, repair: null };
  const key = MODEL_VARIABLES.find((variable) => /_(KEY|TOKEN)$/.test(variable) && environment[variable]);
  if (key !== undefined) return { ...check, state: "ok", message: `by ${key}` };
  const { XDG_DATA_HOME, HOME = "/" } = environment;
  const path = join(XDG_DATA_HOME || join(HOME, ".local/share"), "opencode/auth.json");
  if (existsSync(path)) return { ...check, state: "ok", message: path };
  return {
    ...check,
    state: "warning",
    message: `there is no login in ${path}: it works only with a provider that needs none, or has its key in its configuration`,
    hint: "opencode auth login",
  };
}
