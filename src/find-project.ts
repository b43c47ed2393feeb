import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { OverstoryError } from "./errors.ts";
import { type ProjectPaths, projectPaths } from "./paths.ts";

/** Finds the project that the folder `from` lies in, without starting git. Throws `not_a_project`. */
export function findProject(from: string): ProjectPaths {
  const marker = findGitMarker(realpathSync(from));
  if (!marker) {
    throw new OverstoryError("not_a_project", `${from} is not in a git repository`, {
      hint: "go to your repository, or make one: git init",
    });
  }
  if (statSync(marker).isDirectory()) return projectPaths(dirname(marker), realpathSync(marker));
  const gitDir = namedGitDir(marker);
  const common = join(gitDir, "commondir");
  // A submodule or a separate git directory is named directly; a linked worktree's leads on to the common one.
  if (!existsSync(common)) return projectPaths(dirname(marker), gitDir);
  const commonDir = realpathSync(resolve(gitDir, readFileSync(common, "utf8").trim()));
  if (basename(commonDir) === ".git") return projectPaths(dirname(commonDir), commonDir);
  throw new OverstoryError("not_a_project", `the main work tree of ${commonDir} cannot be told from here`, {
    hint: "run overstory in the repository's main work tree",
  });
}

function findGitMarker(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    const marker = join(folder, ".git");
    if (existsSync(marker)) return marker;
    if (dirname(folder) === folder) return undefined;
  }
}

/** In a linked work tree or a submodule, `.git` is a file that names the git directory. */
function namedGitDir(marker: string): string {
  const named = /^gitdir: (.+)$/m.exec(readFileSync(marker, "utf8"))?.[1];
  const gitDir = named && resolve(dirname(marker), named.trim());
  if (gitDir && existsSync(gitDir)) return realpathSync(gitDir);
  throw new OverstoryError("not_a_project", `${marker} names a git directory that is not there`, {
    hint: "this worktree is stale: run git worktree repair, or work in the main repository",
  });
}
