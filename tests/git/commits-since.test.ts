import { describe, expect, test } from "bun:test";
import { changersOf, countCommits, headBefore } from "../../src/git/commits-since.ts";
import { Git } from "../../src/git/git.ts";
import { testRepository } from "../support/repository.ts";

/** A repository whose HEAD moved at these seconds, to the commits answered. */
function movedAt(...seconds: number[]) {
  const repo = testRepository({ empty: true });
  const commits = seconds.map((second) => {
    process.env.GIT_COMMITTER_DATE = `@${second} +0000`;
    try {
      return repo.commit(`at ${second}`);
    } finally {
      delete process.env.GIT_COMMITTER_DATE;
    }
  });
  return { repo, git: new Git(repo.path), commits };
}

const T = 1_700_000_000;

describe("headBefore", () => {
  test.each([
    ["between two moves", T + 15, 0],
    ["after the last move", T + 25, 1],
    ["in the second of a move, which is taken for a later one", T + 20, 0],
    ["in the second of the first move of all", T + 10, 0],
  ])("a time %s", async (_, second, index) => {
    const { repo, git, commits } = movedAt(T + 10, T + 20);
    using _repo = repo;
    expect(await headBefore(git, second * 1000 + 500)).toBe(commits[index] ?? "");
  });

  test("is not known before the log begins", async () => {
    const { repo, git } = movedAt(T + 10);
    using _ = repo;
    expect(await headBefore(git, (T + 5) * 1000)).toBeNull();
  });

  test("is not known where git keeps no log", async () => {
    using repo = testRepository({ empty: true });
    repo.git("config", "core.logAllRefUpdates", "false");
    repo.commit("first");
    expect(await headBefore(new Git(repo.path), Date.now())).toBeNull();
  });

  test("goes by the log of the very work tree", async () => {
    const { repo, git, commits } = movedAt(T + 10);
    using _ = repo;
    repo.git("worktree", "add", "-q", "../other");
    repo.commit("elsewhere");
    const other = git.at(`${repo.folder}/other`);
    expect(await headBefore(other, Date.now() + 5000)).toBe(commits[0] ?? "");
  });
});

test("countCommits counts what HEAD has beyond a commit", async () => {
  using repo = testRepository();
  const base = repo.git("rev-parse", "HEAD");
  repo.commit("one");
  repo.commit("two");
  expect(await countCommits(new Git(repo.path), base)).toBe(2);
});

test("who changed a file on a branch's own line is found, also by a merge, and only what the commit does not have", async () => {
  using repo = testRepository();
  const git = new Git(repo.path);
  const work = (branch: string, file: string) => {
    repo.git("switch", "-q", "-c", branch, "main");
    return repo.commit(branch, { [file]: branch });
  };
  const mine = work("mine", "shared");
  const merge = (branch: string) => {
    repo.git("switch", "-q", "target");
    repo.git("merge", "-q", "--no-ff", "-m", branch, branch);
    return repo.git("rev-parse", "HEAD");
  };
  repo.git("branch", "target", "main");
  work("other", "täg");
  work("theirs", "shared");
  merge("other");
  const theirs = merge("theirs");
  expect(await changersOf(git, mine, "refs/heads/target", ["shared", "gone"])).toEqual([theirs]);
  expect(await changersOf(git, mine, "refs/heads/target", ["täg"])).toHaveLength(1);
  expect(await changersOf(git, theirs, "refs/heads/target", ["shared"])).toEqual([]);
});
