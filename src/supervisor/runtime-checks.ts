import type { Settings } from "../config.ts";
import { isBuiltInRuntime } from "../domain/agent/runtime-names.ts";
import type { Check, CheckedRuntime } from "../domain/check.ts";
import { OverstoryError } from "../errors.ts";
import type { InstallationCheck } from "../runtimes/installation.ts";
import type { Runtime } from "../runtimes/runtime.ts";
import type { World } from "./world.ts";

type CheckWorld = Pick<World, "settings" | "paths" | "runtimes">;
type Environment = Readonly<Record<string, string | undefined>>;

/** Looks at the programs of all runtimes, and at what would stop those that are installed. Takes a few seconds. */
export const checkRuntimes = (world: CheckWorld): Promise<CheckedRuntime[]> =>
  Promise.all(
    world.runtimes.all.map(async (runtime) => ({
      name: runtime.name,
      abilities: runtime.abilities,
      hasProgram: runtime.installation !== undefined,
      isInstalled: isInstalled(world.settings, runtime.name),
      tested: runtime.installation?.tested ?? null,
      isConfigured: isConfigured(world.settings, runtime.name),
      checks: (await checkProgram(world, runtime)).map((check) => viewCheck(world, runtime, check)),
    })),
  );

/** The same as a list of checks; what is neither installed nor wanted is one quiet line. */
export async function listRuntimeChecks(world: CheckWorld): Promise<Check[]> {
  const all = await checkRuntimes(world);
  const absent = all.filter(({ hasProgram, checks }) => hasProgram && checks.length === 0);
  const names = absent.map(({ name }) => name).join(", ");
  const message = `not in the daemon's PATH, and not configured here: ${names}`;
  return [
    ...all.flatMap(({ checks }) => checks),
    ...(names === "" ? [] : [{ name: "other agents", state: "ok" as const, message, hint: null }]),
  ];
}

/** Carries out the repair of the check of that name, and answers what was done. Throws `not_found` when there is none. */
export async function repairRuntime(world: CheckWorld, name: string): Promise<string> {
  const found = await Promise.all(world.runtimes.all.map((runtime) => checkProgram(world, runtime)));
  const repair = found.flat().find((check) => check.name === name)?.repair;
  if (repair) return repair.run();
  throw new OverstoryError("not_found", `there is nothing to repair at ${JSON.stringify(name)}`, {
    hint: "overstory doctor says what is wrong",
  });
}

async function checkProgram(
  { settings, paths }: CheckWorld,
  { name, installation }: Runtime,
): Promise<InstallationCheck[]> {
  const isLookedAt = isConfigured(settings, name) || isInstalled(settings, name);
  return isLookedAt && installation ? installation.check(paths.root, environmentOf(settings)) : [];
}

const isConfigured = ({ runtime, runtimes }: Settings, name: string): boolean =>
  name === runtime || Object.hasOwn(runtimes, name);

/** As agents get it. */
const environmentOf = ({ env }: Settings): Environment => ({ ...process.env, ...env.set });

/** Whether the program of that runtime is found where agents look for it. Costs no process. */
export function isInstalled(settings: Settings, name: string): boolean {
  const entry = settings.runtimes[name];
  const usual = isBuiltInRuntime(name) ? name : (entry?.like ?? name);
  const PATH = entry?.env.PATH ?? environmentOf(settings).PATH ?? "";
  return Bun.which(entry?.command ?? usual, { PATH }) !== null;
}

/** What is wrong with a CLI that this project does not use is no failure of it. */
const viewCheck = (
  { settings }: CheckWorld,
  runtime: Runtime,
  { name, state, message, hint, repair }: InstallationCheck,
): Check => ({
  name,
  state: state === "failed" && !isConfigured(settings, runtime.name) ? "warning" : state,
  message,
  hint,
  ...(repair && { repair: repair.question }),
});
