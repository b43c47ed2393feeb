import { didYouMean, nearest } from "../suggest.ts";
import { BUILT_IN } from "./built-in-roles.ts";
import { roleNames } from "./role-of.ts";
import type { RoleSettings } from "./roles.ts";

interface Known {
  roles: Record<string, RoleSettings>;
  /** Names of all runtimes. */
  runtimes: readonly string[];
}

/** What roles name and what there is not, a sentence each. */
export function roleFaults({ roles, runtimes }: Known): string[] {
  const names = roleNames({ roles });
  return Object.entries(roles).flatMap(([name, { runtime, maySpawn, summary }]) => [
    ...(summary === undefined ? misspelt(name) : []),
    ...(runtime === undefined || runtimes.includes(runtime)
      ? []
      : [`roles.${name}.runtime: there is no runtime "${runtime}"${didYouMean(runtime, runtimes)}`]),
    ...(maySpawn?.roles ?? [])
      .filter((wanted) => !names.includes(wanted))
      .map(
        (wanted) => `roles.${name}.maySpawn.roles: there is no role "${wanted}"${didYouMean(wanted, names)}`,
      ),
  ]);
}

/** A role of one's own that is called nearly like a built-in one says what it is for. */
function misspelt(name: string): string[] {
  const known = Object.keys(BUILT_IN);
  const meant = known.includes(name) ? undefined : nearest(name, known);
  return meant === undefined
    ? []
    : [`roles.${name}: there is no such role; did you mean "${meant}"? a role of your own needs a summary`];
}
