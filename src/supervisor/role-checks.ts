import { runCommand } from "../command.ts";
import { roleNames, roleOf } from "../config/role-of.ts";
import { roleText } from "../config/role-text.ts";
import type { Check } from "../domain/check.ts";
import { describeError, OverstoryError } from "../errors.ts";
import { trialArgv } from "../process/sandbox.ts";
import type { World } from "./world.ts";

const DEADLINE_MS = 10_000;
const SANDBOX = "sandbox";

type CheckWorld = Pick<World, "settings" | "paths">;

/** Whether what the roles of the project name is there: their texts, and the sandbox. */
export async function checkRoles(world: CheckWorld): Promise<Check[]> {
  const { settings, paths } = world;
  const roles = roleNames(settings).map((name) => roleOf(settings, name));
  const confined = roles.filter(({ sandbox }) => sandbox?.kind === "bubblewrap").map(({ name }) => name);
  return [
    ...roles.flatMap((role) => checkText(() => roleText(role, paths.root), role.name)),
    ...(confined.length === 0 ? [] : [await checkSandbox(world, confined)]),
  ];
}

function checkText(read: () => string, name: string): Check[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof OverstoryError)) throw error;
    return [{ name: `role ${name}`, state: "failed", message: error.message, hint: error.hint ?? null }];
  }
}

/** @param roles those that are to work in it */
async function checkSandbox({ settings }: CheckWorld, roles: readonly string[]): Promise<Check> {
  const who = `needed by the roles ${roles.join(", ")}`;
  const bwrap = Bun.which("bwrap", { PATH: settings.env.set.PATH ?? process.env.PATH ?? "" });
  if (bwrap === null)
    return {
      name: SANDBOX,
      state: "failed",
      message: `bubblewrap (bwrap) is not installed; ${who}`,
      hint: "install it with your package manager",
    };
  const why = await whyForbidden(bwrap);
  if (why === null) return { name: SANDBOX, state: "ok", message: `bubblewrap (${bwrap})`, hint: null };
  return {
    name: SANDBOX,
    state: "failed",
    message: `bubblewrap cannot make a sandbox here: ${why}; ${who}`,
    hint: "the kernel must allow user namespaces: sysctl kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns",
  };
}

/** The first words of what stands against it; null when it can be made. */
async function whyForbidden(bwrap: string): Promise<string | null> {
  try {
    const { exitCode, stderr } = await runCommand(trialArgv(bwrap), { deadlineMs: DEADLINE_MS });
    const [said = ""] = stderr.trim().split("\n", 1);
    return exitCode === 0 ? null : said || `it ends with ${exitCode}`;
  } catch (error) {
    if (error instanceof OverstoryError) return describeError(error);
    throw error;
  }
}
