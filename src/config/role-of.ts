import type { RestartPolicy } from "../domain/restart.ts";
import type { Role, Sandbox } from "../domain/role.ts";
import { usageError } from "../errors.ts";
import { didYouMean } from "../suggest.ts";
import { BUILT_IN, plainRole } from "./built-in-roles.ts";
import { DEFAULT_RESTART, restartPolicy } from "./restart.ts";
import type { RoleSettings } from "./roles.ts";

interface RolesSettings {
  roles: Record<string, RoleSettings>;
  /** Fills what a role's own policy leaves out. */
  restart?: RestartPolicy;
}

/** Names of all roles that there are, the built-in ones first. */
export const roleNames = ({ roles }: RolesSettings): string[] => [
  ...new Set([...Object.keys(BUILT_IN), ...Object.keys(roles)]),
];

/**
 * A role as the project has it. One that nobody described is plain: its name is a label. `instructions` are the built-in
 * ones where `source` names a file: that is read by whoever needs the text.
 */
export function roleOf({ roles, restart = DEFAULT_RESTART }: RolesSettings, name: string): Role {
  const base = Object.entries(BUILT_IN).find(([known]) => known === name)?.[1] ?? plainRole(name);
  const entry = Object.hasOwn(roles, name) ? roles[name] : undefined;
  if (!entry) return base;
  return {
    name,
    summary: entry.summary ?? base.summary,
    instructions: base.instructions,
    source: entry.instructions ?? base.source,
    runtime: entry.runtime ?? base.runtime,
    model: entry.model ?? base.model,
    permissions: entry.permissions ?? base.permissions,
    maySpawn: entry.maySpawn === undefined ? base.maySpawn : entry.maySpawn,
    mayWrite: entry.mayWrite === undefined ? base.mayWrite : entry.mayWrite,
    gates: entry.gates ?? base.gates,
    restart: entry.restart === undefined ? base.restart : restartPolicy(entry.restart, restart),
    escalateTo: entry.escalateTo ?? base.escalateTo,
    sandbox: entry.sandbox === undefined ? base.sandbox : toSandbox(entry.sandbox),
  };
}

/** The same for one that is to be given work. Throws `usage` for one that nobody described. */
export function knownRole(settings: RolesSettings, name: string): Role {
  const names = roleNames(settings);
  if (names.includes(name)) return roleOf(settings, name);
  throw usageError(
    `role: there is no role "${name}"${didYouMean(name, names)}`,
    `roles: ${names.join(", ")}`,
  );
}

function toSandbox(entry: Exclude<RoleSettings["sandbox"], undefined>): Sandbox | null {
  if (entry === null) return null;
  if (entry === "bubblewrap") return { kind: "bubblewrap", network: true, writable: [] };
  return "bubblewrap" in entry
    ? { kind: "bubblewrap", ...entry.bubblewrap }
    : { kind: "command", argv: entry.command };
}
