import type { RoleServices } from "../api/team-services.ts";
import { roleNames, roleOf } from "../config/role-of.ts";
import { roleText } from "../config/role-text.ts";
import type { Settings } from "../config.ts";
import type { Role } from "../domain/role.ts";
import { describeError, OverstoryError } from "../errors.ts";
import { didYouMean } from "../suggest.ts";

/** The roles of a project, with what their agents are told. */
export class Roles implements RoleServices {
  readonly #settings: Pick<Settings, "roles" | "restart">;
  readonly #root: string;

  /** @param root top of the repository's main work tree */
  constructor(settings: Pick<Settings, "roles" | "restart">, root: string) {
    this.#settings = settings;
    this.#root = root;
  }

  /** One whose text cannot be read says why in its place. */
  list(): Role[] {
    return roleNames(this.#settings).map((name) => {
      try {
        return this.#view(name);
      } catch (error) {
        if (!(error instanceof OverstoryError)) throw error;
        return { ...roleOf(this.#settings, name), instructions: describeError(error) };
      }
    });
  }

  require(name: string): Role {
    const names = roleNames(this.#settings);
    if (names.includes(name)) return this.#view(name);
    throw new OverstoryError("not_found", `there is no role "${name}"${didYouMean(name, names)}`, {
      hint: `roles: ${names.join(", ")}; others are described in roles.NAME of overstory.config.ts`,
    });
  }

  #view(name: string): Role {
    const role = roleOf(this.#settings, name);
    return { ...role, instructions: roleText(role, this.#root) };
  }
}
