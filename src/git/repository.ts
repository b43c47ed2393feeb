import { OverstoryError } from "../errors.ts";
import type { Git } from "./git.ts";

export interface RepositoryFacts {
  /** Commit of HEAD; null in a repository (or on a branch) without a commit. */
  head: string | null;
  /** Branch that HEAD names; null when detached. */
  branch: string | null;
  bare: boolean;
  /** As git prints it: `2.39.5`. */
  gitVersion: string;
  /** Whether HEAD holds a `.gitmodules`. */
  hasSubmodules: boolean;
}

/** `git merge-tree --write-tree` came with it. */
const NEEDED_VERSION = [2, 38] as const;

/** Throws `not_a_project` when the folder is no repository. */
export async function inspectRepository(git: Git): Promise<RepositoryFacts> {
  const bare = (await git.run(["rev-parse", "--is-bare-repository"])) === "true";
  const [version, head, symbolic] = await Promise.all([
    git.run(["--version"]),
    findCommit(git, "HEAD"),
    git.attempt(["symbolic-ref", "-q", "HEAD"]),
  ]);
  const ref = symbolic.exitCode === 0 ? symbolic.stdout.trim() : "";
  return {
    head,
    branch: ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : null,
    bare,
    gitVersion: /\d+(\.\d+)+/.exec(version)?.[0] ?? version,
    hasSubmodules:
      head !== null && (await git.run(["ls-tree", "--name-only", head, "--", ".gitmodules"])) !== "",
  };
}

/** The commit that sessions start from. Throws what a person must do first where the repository cannot be used. */
export async function requireBase(git: Git, revision: string): Promise<string> {
  const facts = await inspectRepository(git);
  requireVersion(facts.gitVersion);
  if (facts.bare) {
    throw new OverstoryError("not_a_project", `${git.folder} is a bare repository`, {
      hint: "run overstory in a clone that has a work tree",
    });
  }
  const commit = await findCommit(git, revision);
  if (commit) return commit;
  if (facts.head === null && (await git.run(["rev-list", "--all", "-n", "1"])) === "") {
    throw new OverstoryError("not_a_project", `${git.folder} has no commit yet`, {
      hint: "make a first one: git commit --allow-empty -m start",
    });
  }
  throw unknownRevision(git, revision);
}

/** The commit that a revision names. Throws `not_found`. */
export async function resolveCommit(git: Git, revision: string): Promise<string> {
  const commit = await findCommit(git, revision);
  if (!commit) throw unknownRevision(git, revision);
  return commit;
}

const commonDirs = new WeakMap<Git, Promise<string>>();

/** The git directory that all worktrees share, absolute. Asked once for each `git`: it does not move. */
export function commonDir(git: Git): Promise<string> {
  const known = commonDirs.get(git);
  if (known) return known;
  const asked = git.run(["rev-parse", "--path-format=absolute", "--git-common-dir"]);
  commonDirs.set(git, asked);
  asked.catch(() => commonDirs.delete(git));
  return asked;
}

async function findCommit(git: Git, revision: string): Promise<string | null> {
  if (revision === "" || revision.includes("\0")) return null;
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
  const { exitCode, stdout } = await git.attempt(args);
  const commit = stdout.trim();
  return exitCode === 0 && /^[0-9a-f]{40,64}$/.test(commit) ? commit : null;
}

function requireVersion(version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > NEEDED_VERSION[0] || (major === NEEDED_VERSION[0] && minor >= NEEDED_VERSION[1])) return;
  throw new OverstoryError("git", `git ${version} is too old; overstory needs ${NEEDED_VERSION.join(".")}`, {
    hint: "install a newer git",
  });
}

const unknownRevision = (git: Git, revision: string) =>
  new OverstoryError("not_found", `"${revision}" names no commit in ${git.folder}`, {
    hint: "name a branch, a tag or a commit: git log --oneline --all",
  });
