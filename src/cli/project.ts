import { statSync } from "node:fs";
import { resolve } from "node:path";
import { systemCode, usageError } from "../errors.ts";
import { findProject, type ProjectPaths } from "../paths.ts";

/** The project of `--project DIR`, else of the current folder. Throws `usage` or `not_a_project`. */
export function projectOf(args: { project: string | undefined }): ProjectPaths {
  if (args.project !== undefined) requireFolder(args.project);
  return findProject(resolve(args.project ?? "."));
}

function requireFolder(path: string): void {
  try {
    if (statSync(path).isDirectory()) return;
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw usageError(`--project: ${path} cannot be opened (${systemCode(error)})`, "name an existing folder");
  }
  throw usageError(`--project: ${path} is not a folder`, "name the folder of a git repository");
}
