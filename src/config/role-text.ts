import { readFileSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import type { Role } from "../domain/role.ts";
import { systemCode, usageError } from "../errors.ts";

/**
 * What a role tells its agents: the project's own file if it names one, else the built-in text; empty for a role that says
 * nothing. Throws `usage` for a file that is not there, or lies outside of the repository.
 *
 * @param root top of the repository's main work tree
 */
export function roleText({ name, source, instructions }: Role, root: string): string {
  if (source === null) return instructions.trim();
  const field = `roles.${name}.instructions`;
  const path = join(root, source);
  if (isAbsolute(source) || relative(root, path).startsWith(".."))
    throw usageError(`${field}: "${source}" is not below the top of the repository`, "name it from there");
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw usageError(
      `${field}: ${path} cannot be read (${systemCode(error)})`,
      "write it, or name another file",
    );
  }
}
