import { systemCode, usageError } from "../errors.ts";
import { type ProjectPaths, projectPaths } from "../paths.ts";

/** The project of `--project DIR`, else of the current folder. Throws `usage` or `not_a_project`. */
export async function projectOf({ project }: { project: string | undefined }): Promise<ProjectPaths> {
  const plain = project === undefined ? await plainProject(process.cwd()) : undefined;
  if (plain) return plain;
  const { findProject } = await import("../find-project.ts");
  try {
    return findProject(project ?? process.cwd());
  } catch (error) {
    const code = systemCode(error);
    if (project === undefined || code === undefined || !/^E[A-Z]+$/.test(code)) throw error;
    throw usageError(`--project: ${project} cannot be opened (${code})`, "name an existing folder");
  }
}

/** The project of an agent, whose environment names its top. */
export const projectOfAgent = async (root: string): Promise<ProjectPaths> =>
  (await plainProject(root)) ?? projectOf({ project: root });

/** The plain case, found without loading node:fs: the folder is the top of a main work tree. */
async function plainProject(here: string): Promise<ProjectPaths | undefined> {
  if (!(await Bun.file(`${here}/.git/HEAD`).exists())) return undefined;
  const paths = projectPaths(here, `${here}/.git`);
  // A socket elsewhere is named by the git directory's real path, which is not known here.
  return paths.runtime === paths.state ? paths : undefined;
}
