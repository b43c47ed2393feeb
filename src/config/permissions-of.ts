import type { Permissions } from "../domain/agent/permissions.ts";
import { roleOf } from "./role-of.ts";
import type { RoleSettings } from "./roles.ts";
import type { RuntimeSettings } from "./runtimes.ts";

interface PermissionSettings {
  runtimes: Record<string, Pick<RuntimeSettings, "permissions">>;
  roles: Record<string, RoleSettings>;
}

/**
 * What agents of a role may do unasked when that runtime drives them. The first that says it:
 *
 * 1. the runtime for that role: `runtimes.claude.permissions.reviewer`
 * 2. the role: `roles.reviewer.permissions`
 * 3. the runtime for all, or by `default`: `runtimes.claude.permissions`
 * 4. the built-in role; `full` for any other
 */
export function permissionsOf(
  { runtimes, roles }: PermissionSettings,
  runtime: string,
  role: string,
): Permissions {
  const said = Object.hasOwn(runtimes, runtime) ? runtimes[runtime]?.permissions : undefined;
  const byRole = typeof said === "object" ? said : {};
  const ofRuntime = Object.hasOwn(byRole, role) ? byRole[role] : undefined;
  const ofRole = Object.hasOwn(roles, role) ? roles[role]?.permissions : undefined;
  const forAll = typeof said === "string" ? said : byRole.default;
  return ofRuntime ?? ofRole ?? forAll ?? roleOf({ roles }, role).permissions;
}
