import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RuntimeSettings } from "../../config/runtimes.ts";
import { matchesVariable } from "../cli-environment.ts";
import type { Installation, InstallationCheck } from "../installation.ts";
import { programInstallation } from "../program-installation.ts";
import { codexHome } from "./home.ts";
import { PASSED } from "./launch.ts";
import { readProvider } from "./provider.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const TESTED = { oldest: "0.169.0", newest: "0.169.0" };
const KEYS = ["CODEX_API_KEY", "CODEX_ACCESS_TOKEN"];

export const codexInstallation = (name: string, entry: RuntimeSettings): Installation =>
  programInstallation({
    name,
    entry,
    program: "codex",
    install: `npm install -g @openai/codex@${TESTED.newest}`,
    tested: TESTED,
    checkRest: async (environment) => [await checkLogin(name, entry, environment)],
  });

async function checkLogin(
  name: string,
  entry: RuntimeSettings,
  environment: Environment,
): Promise<InstallationCheck> {
  const home = codexHome(entry, environment);
  const provider = await readProvider(join(home, "config.toml"));
  const check = { name: `${name} login`, hint: null, repair: null };
  if (provider === "unreadable")
    return {
      ...check,
      state: "failed",
      message: `${home}/config.toml cannot be read`,
      hint: "codex doctor says what is wrong with it",
    };
  if (provider !== null) return { ...check, ...keyOf(name, entry, environment, provider) };
  const key = KEYS.find((variable) => hasVariable(entry, environment, variable));
  if (key !== undefined) return { ...check, state: "ok", message: `by ${key}` };
  if (existsSync(join(home, "auth.json"))) return { ...check, state: "ok", message: `${home}/auth.json` };
  return {
    ...check,
    state: "warning",
    message: `there is no login in ${home}, unless it is in the system's key ring`,
    hint: "codex login",
  };
}

/** The key of a provider of the person's own must reach the agent, which gets only what is named. */
function keyOf(
  name: string,
  { env, pass }: RuntimeSettings,
  environment: Environment,
  { provider, variable }: { provider: string; variable: string | null },
): Pick<InstallationCheck, "state" | "message" | "hint"> {
  if (variable === null) return { state: "ok", message: `the provider ${provider} needs no key`, hint: null };
  if (env[variable] !== undefined) return { state: "ok", message: `${provider} by ${variable}`, hint: null };
  if (!environment[variable])
    return {
      state: "failed",
      message: `the provider ${provider} needs ${variable}, which is not set`,
      hint: `export ${variable}=…, then: overstory daemon restart`,
    };
  if ([...PASSED, ...pass].some((pattern) => matchesVariable(pattern, variable)))
    return { state: "ok", message: `${provider} by ${variable}`, hint: null };
  return {
    state: "failed",
    message: `the provider ${provider} needs ${variable}, which agents do not get`,
    hint: `runtimes: { ${name}: { pass: ["${variable}"] } } in overstory.config.ts`,
  };
}

const hasVariable = ({ env }: RuntimeSettings, environment: Environment, variable: string): boolean =>
  Boolean(env[variable] ?? environment[variable]);
