import { describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Git } from "../../src/git/git.ts";
import { deliverBranch, mergeBranch } from "../../src/git/merge.ts";
import { type TestRepository, testRepository } from "../support/repository.ts";

const message = "Merge the work";

/** Branch `integration` at main, checked out nowhere, and `work` with the files changed on top of it. */
function setUp(repo: TestRepository, files: Record<string, string>) {
  repo.git("branch", "integration");
  const before = repo.git("rev-parse", "integration");
  repo.git("switch", "-q", "-c", "work");
  const head = repo.commit("work", files);
  repo.git("switch", "-q", "--detach", "main");
  return { git: new Git(repo.path), before, head };
}

/** Puts a commit with the files on top of `integration`. */
function advance(repo: TestRepository, change: () => unknown) {
  repo.git("switch", "-q", "integration");
  change();
  const commit = repo.commit("meanwhile");
  repo.git("switch", "-q", "--detach", "main");
  return commit;
}

describe("mergeBranch", () => {
  test("makes a merge commit, even where a fast-forward was possible, and touches no work tree", async () => {
    using repo = testRepository();
    const { git, before, head } = setUp(repo, { "new.txt": "new\n" });
    repo.write("mine", "uncommitted");
    const result = await mergeBranch(git, {
      target: "integration",
      head: "work",
      message: "Subject\n\n# body\n",
    });
    const commit = repo.git("rev-parse", "integration");
    expect(result).toEqual({ kind: "merged", commit, before });
    expect(repo.git("log", "-1", "--format=%P%n%B%an", commit)).toBe(
      `${before} ${head}\nSubject\n\n# body\nTest`,
    );
    expect(repo.git("show", `${commit}:new.txt`)).toBe("new");
    expect(repo.git("status", "--porcelain")).toBe("?? mine");
  });

  test("answers the merge that brought the head in when it is called again", async () => {
    using repo = testRepository();
    const { git, head } = setUp(repo, { "new.txt": "new\n" });
    advance(repo, () => repo.write("earlier", ""));
    const wish = { target: "integration", head, message };
    const first = await mergeBranch(git, wish);
    advance(repo, () => repo.write("more", ""));
    expect(first.kind).toBe("merged");
    expect(await mergeBranch(git, wish)).toEqual({
      kind: "already",
      commit: "commit" in first ? first.commit : "",
    });
    expect(await mergeBranch(git, { ...wish, head: "main" })).toEqual({ kind: "already", commit: null });
  });

  test("answers the outer merge for a head that came in with another branch", async () => {
    using repo = testRepository();
    const { git, head } = setUp(repo, { "new.txt": "new\n" });
    repo.git("switch", "-q", "-c", "bigger", "main");
    repo.commit("bigger", { bigger: "" });
    repo.git("merge", "-q", "--no-ff", "-m", "inner", "work");
    repo.git("switch", "-q", "--detach", "main");
    const outer = await mergeBranch(git, { target: "integration", head: "bigger", message });
    expect(await mergeBranch(git, { target: "integration", head, message })).toEqual({
      kind: "already",
      commit: "commit" in outer ? outer.commit : "",
    });
  });

  test("names every file in conflict to the letter and leaves the target where it was", async () => {
    using repo = testRepository();
    const names = ["plain", "with space", "ünï→🚀", 'quo"te', "new\nline", "tab\there"];
    const all = (text: string) => Object.fromEntries(names.map((name) => [name, `${text}\n`]));
    repo.commit("all", all("base"));
    const { git } = setUp(repo, { ...all("theirs"), calm: "no conflict\n" });
    const tip = advance(repo, () => names.map((name) => repo.write(name, "ours\n")));
    const result = await mergeBranch(git, { target: "integration", head: "work", message });
    expect(result).toMatchObject({ kind: "conflict" });
    if (result.kind !== "conflict") return;
    expect(result.files.sort()).toEqual(names.sort());
    expect(result.messages.sort()).toEqual(
      names.map((name) => `CONFLICT (content): Merge conflict in ${name}`).sort(),
    );
    expect(repo.git("rev-parse", "integration")).toBe(tip);
  });

  test("names rename/delete, modify/delete, add/add and binary conflicts", async () => {
    using repo = testRepository();
    repo.commit("base", { moved: "1\n2\n3\n4\n5\n", gone: "1\n", "image.bin": "\0base" });
    const { git } = setUp(repo, { gone: "changed\n", both: "theirs\n", "image.bin": "\0theirs" });
    repo.git("switch", "-q", "work");
    repo.git("mv", "moved", "renamed to");
    repo.commit("rename");
    repo.git("switch", "-q", "--detach", "main");
    advance(repo, () => {
      for (const name of ["moved", "gone"]) rmSync(join(repo.path, name));
      repo.write("both", "ours\n");
      repo.write("image.bin", "\0ours");
    });
    const result = await mergeBranch(git, { target: "integration", head: "work", message });
    if (result.kind !== "conflict") throw new Error(result.kind);
    expect(result.files.sort()).toEqual(["both", "gone", "image.bin", "renamed to"]);
    expect(result.messages.map((words) => /^(?:CONFLICT|warning).*?[:)]/.exec(words)?.[0]).sort()).toEqual([
      "CONFLICT (add/add)",
      "CONFLICT (content)",
      "CONFLICT (modify/delete)",
      "CONFLICT (rename/delete)",
      "warning:",
    ]);
  });

  test("twelve at once into one target are all contained, each by its own merge commit", async () => {
    using repo = testRepository();
    repo.git("branch", "integration");
    const heads = Array.from({ length: 12 }, (_, i) => {
      repo.git("switch", "-q", "-c", `work/${i}`, "main");
      return repo.commit(`work ${i}`, { [`file-${i}`]: `${i}\n` });
    });
    const git = new Git(repo.path);
    const results = await Promise.all(
      heads.map((head) => mergeBranch(git, { target: "integration", head, message })),
    );
    expect(results.map(({ kind }) => kind)).toEqual(Array(12).fill("merged"));
    for (const head of heads) repo.git("merge-base", "--is-ancestor", head, "integration");
    expect(repo.git("rev-list", "--merges", "--first-parent", "--count", "integration")).toBe("12");
    expect(repo.git("ls-tree", "--name-only", "integration").split("\n")).toHaveLength(13);
    expect(repo.git("fsck", "--no-dangling", "--strict")).toBe("");
  });

  test("refuses a target that is checked out anywhere, absent, or a head that names no commit", async () => {
    using repo = testRepository();
    const { git } = setUp(repo, { new: "" });
    const refusal = (target: string, head: string) =>
      mergeBranch(git, { target, head, message }).catch((error) => error);
    const path = join(repo.folder, "wt");
    repo.git("worktree", "add", "-q", path, "main");
    expect(await refusal("main", "work")).toMatchObject({
      code: "conflict",
      message: `branch main is checked out at ${path}`,
    });
    expect(await refusal("absent", "work")).toMatchObject({
      code: "not_found",
      message: expect.stringContaining("absent"),
    });
    expect(await refusal("integration", "nowhere")).toMatchObject({ code: "not_found" });
    expect(await refusal("integration", "-h")).toMatchObject({ code: "not_found" });
  });

  test("throws for histories that have nothing in common", async () => {
    using repo = testRepository();
    const { git } = setUp(repo, { new: "" });
    const stranger = repo.git("commit-tree", "-m", "root", "work^{tree}");
    expect(
      await mergeBranch(git, { target: "integration", head: stranger, message }).catch((error) => error),
    ).toMatchObject({
      code: "git",
      message: expect.stringContaining("unrelated histories"),
    });
  });

  test("commits as overstory where the user has no identity, and as the user where there is one", async () => {
    using repo = testRepository();
    const { git, head } = setUp(repo, { new: "" });
    const { HOME } = process.env;
    process.env.HOME = repo.folder;
    try {
      await mergeBranch(git, { target: "integration", head, message });
      expect(repo.git("log", "-1", "--format=%an %ae %cn %ce", "integration")).toBe(
        "overstory overstory@localhost overstory overstory@localhost",
      );
    } finally {
      process.env.HOME = HOME;
    }
    repo.git("branch", "-f", "integration", "main");
    await mergeBranch(git, { target: "integration", head, message });
    expect(repo.git("log", "-1", "--format=%an %ae", "integration")).toBe("Test test@example.invalid");
  });

  test("runs no hook of the repository", async () => {
    using repo = testRepository();
    const { git, head } = setUp(repo, { new: "" });
    mkdirSync(join(repo.path, ".git/hooks"), { recursive: true });
    const hook = join(repo.path, ".git/hooks/reference-transaction");
    writeFileSync(hook, "#!/bin/sh\nexit 1\n");
    chmodSync(hook, 0o755);
    expect(await mergeBranch(git, { target: "integration", head, message })).toMatchObject({
      kind: "merged",
    });
  });
});

describe("deliverBranch", () => {
  test("makes an absent target, fast-forwards it where possible, else merges", async () => {
    using repo = testRepository();
    const { git, before, head } = setUp(repo, { new: "" });
    const deliver = (revision: string) => deliverBranch(git, { target: "release", head: revision, message });
    expect(await deliver("main")).toEqual({ kind: "merged", commit: before, before: null });
    expect(await deliver(head)).toEqual({ kind: "merged", commit: head, before });
    expect(await deliver(head)).toEqual({ kind: "already", commit: null });
    const aside = advance(repo, () => repo.write("aside", ""));
    expect(await deliver(aside)).toMatchObject({ kind: "merged", before: head });
    expect(repo.git("log", "-1", "--format=%P", "release")).toBe(`${head} ${aside}`);
  });

  test("refuses a target that is no branch name or is checked out", async () => {
    using repo = testRepository();
    const { git, head } = setUp(repo, { new: "" });
    const refusal = (target: string) =>
      deliverBranch(git, { target, head, message }).catch((error) => error.code);
    expect(await refusal("-t")).toBe("usage");
    repo.git("switch", "-q", "main");
    expect(await refusal("main")).toBe("conflict");
  });
});
