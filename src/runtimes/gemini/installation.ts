import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RuntimeSettings } from "../../config/runtimes.ts";
import type { Installation, InstallationCheck } from "../installation.ts";
import { programInstallation } from "../program-installation.ts";
import { personFolder } from "./home.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const TESTED = { oldest: "0.61.0", newest: "0.61.0" };
const KEYS = ["GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_GENAI_USE_VERTEXAI"];
/** What Gemini keeps of a login. */
const LOGINS = ["oauth_creds.json", "gemini-credentials.json"];

export const geminiInstallation = (name: string, entry: RuntimeSettings): Installation =>
  programInstallation({
    name,
    entry,
    program: "gemini",
    install: `npm install -g @google/gemini-cli@${TESTED.newest}`,
    tested: TESTED,
    checkRest: (environment) => [checkLogin(name, entry, environment)],
  });

function checkLogin(name: string, entry: RuntimeSettings, environment: Environment): InstallationCheck {
  const check = { name: `${name} login`, state: "ok", hint: null, repair: null } as const;
  const key = KEYS.find((variable) => entry.env[variable] ?? environment[variable]);
  if (key !== undefined) return { ...check, message: `by ${key}` };
  const folder = join(personFolder(entry, environment), ".gemini");
  const login = LOGINS.find((file) => existsSync(join(folder, file)));
  if (login !== undefined) return { ...check, message: join(folder, login) };
  return {
    ...check,
    state: "warning",
    message: `there is no login in ${folder}, unless it is in the system's key ring`,
    hint: `start ${entry.command ?? "gemini"} once and log in, or set GEMINI_API_KEY`,
  };
}
