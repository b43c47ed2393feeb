import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { OverstoryError } from "../errors.ts";
import { type Git, WORK_TREE_DEADLINE_MS } from "./git.ts";
import { commonDir } from "./repository.ts";

interface Submodule {
  name: string;
  path: string;
}

/**
 * Fills the submodules of a worktree from the repository's own clones of them, without the network. Those that are
 * not initialised in the main work tree stay empty. Submodules of submodules are not filled.
 */
export async function fillSubmodules(git: Git, worktree: string): Promise<void> {
  if (!existsSync(join(worktree, ".gitmodules"))) return;
  const here = git.at(worktree);
  const modules = join(await commonDir(git), "modules");
  const ownModules = join(await here.run(["rev-parse", "--absolute-git-dir"]), "modules");
  for (const submodule of await listSubmodules(here)) {
    const [source, clone] = [join(modules, submodule.name), join(ownModules, submodule.name)];
    // Git writes the index last: without one, an earlier filling was interrupted.
    if (!existsSync(source) || existsSync(join(clone, "index"))) continue;
    await clearInterrupted(clone, join(worktree, submodule.path));
    await fill(here, submodule, source);
  }
}

/** Git clones first and writes files then: where there is a file the clone is whole, else it may be half of one. */
async function clearInterrupted(clone: string, path: string): Promise<void> {
  if (existsSync(path) && (await readdir(path)).some((name) => name !== ".git")) {
    return rm(join(clone, "index.lock"), { force: true });
  }
  await rm(clone, { recursive: true, force: true });
  await rm(join(path, ".git"), { force: true });
}

async function listSubmodules(git: Git): Promise<Submodule[]> {
  const args = ["config", "-z", "--file", ".gitmodules", "--get-regexp", "^submodule\\..*\\.path$"];
  const result = await git.attempt(args);
  if (result.exitCode > 1) throw git.failure(args, result);
  return result.stdout
    .split("\0")
    .filter((record) => record !== "")
    .map((record) => {
      const [key = "", path = ""] = record.split("\n");
      return { name: key.slice("submodule.".length, -".path".length), path };
    });
}

async function fill(git: Git, { name, path }: Submodule, source: string): Promise<void> {
  const args = ["submodule", "--quiet", "update", "--init", "--checkout", "--force", "--", path];
  const settings = { [`submodule.${name}.url`]: source, "protocol.file.allow": "always" };
  const result = await git.attempt(args, { env: asEnvironment(settings), deadlineMs: WORK_TREE_DEADLINE_MS });
  if (result.exitCode !== 0) {
    throw new OverstoryError("git", `submodule ${path} cannot be filled offline: ${result.stderr.trim()}`, {
      hint: `bring the main work tree's own up to date first: git submodule update --init '${path}'`,
      cause: git.failure(args, result),
    });
  }
  const url = await git.run(["config", "--get", `submodule.${name}.url`]);
  await git.at(join(git.folder, path)).run(["config", "remote.origin.url", url]);
}

/** Configuration by environment: a name may hold `=`, which `-c` would split at. */
function asEnvironment(settings: Record<string, string>): Record<string, string> {
  const pairs = Object.entries(settings).flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { ...Object.fromEntries(pairs), GIT_CONFIG_COUNT: String(Object.keys(settings).length) };
}
