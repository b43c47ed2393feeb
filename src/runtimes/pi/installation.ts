import { statSync } from "node:fs";
import { join } from "node:path";
import type { RuntimeSettings } from "../../config/runtimes.ts";
import type { Installation, InstallationCheck } from "../installation.ts";
import { programInstallation } from "../program-installation.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const TESTED = { oldest: "0.74.2", newest: "0.74.2" };
const FILES = ["auth.json", "models.json"];

export const piInstallation = (name: string, entry: RuntimeSettings): Installation =>
  programInstallation({
    name,
    entry,
    program: "pi",
    install: `npm install -g @earendil-works/pi-coding-agent@${TESTED.newest}`,
    tested: TESTED,
    checkRest: (environment) => [checkLogin(name, entry, environment)],
  });

/** Pi takes the keys of many providers: which of them is meant, only it knows. */
function checkLogin(name: string, entry: RuntimeSettings, environment: Environment): InstallationCheck {
  const told = { ...environment, ...entry.env };
  const folder = told.PI_CODING_AGENT_DIR ?? join(told.HOME ?? "/", ".pi/agent");
  const check = { name: `${name} login`, state: "ok", hint: null, repair: null } as const;
  const file = FILES.find((one) => holdsSomething(join(folder, one)));
  if (file !== undefined) return { ...check, message: join(folder, file) };
  const key = Object.keys(told).find((variable) => /_API_KEY$/.test(variable) && told[variable]);
  if (key !== undefined) return { ...check, message: `by ${key}` };
  return {
    ...check,
    state: "warning",
    message: `there is no login in ${folder}, and no provider's key is set`,
    hint: `start ${entry.command ?? "pi"} once and type /login, or set the key of a provider`,
  };
}

/** Pi makes an empty object of its own accord. */
const holdsSomething = (path: string): boolean =>
  (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > "{}\n".length;
