import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Git } from "../../src/git/git.ts";
import { buildChain } from "../../src/git/merge-chain.ts";
import { type TestRepository, testRepository } from "../support/repository.ts";

/** Makes a commit with these files on top of main, on a branch of that name; answers it. */
function work(repo: TestRepository, name: string, files: Record<string, string>, change = () => {}): string {
  repo.git("switch", "-q", "-C", name, "main");
  change();
  const head = repo.commit(name, files);
  repo.git("switch", "-q", "--detach", "main");
  return head;
}

const chainOf = (repo: TestRepository, base: string, heads: readonly string[], message = "Merge the work") =>
  buildChain(
    new Git(repo.path),
    repo.git("rev-parse", base),
    heads.map((head, of) => ({ of, head, message })),
  );

test("each link is a merge commit upon the one before, also where a fast-forward was possible; no ref moves", async () => {
  using repo = testRepository();
  const [one, two] = [work(repo, "one", { one: "1\n" }), work(repo, "two", { two: "2\n" })];
  repo.write("mine", "uncommitted");
  const refs = repo.git("for-each-ref");
  const { base, result, links } = await chainOf(repo, "main", [one, two], "Subject\n\n# body\n");
  const [first, second] = links.map((link) => ("commit" in link ? link.commit : null));
  expect(links.map(({ of, kind }) => [of, kind])).toEqual([
    [0, "merged"],
    [1, "merged"],
  ]);
  expect(second).toBe(result);
  expect(repo.git("log", "-1", "--format=%P%n%B%an", `${first}`)).toBe(
    `${base} ${one}\nSubject\n\n# body\nTest`,
  );
  expect(repo.git("log", "-1", "--format=%P", result)).toBe(`${first} ${two}`);
  expect(repo.git("ls-tree", "--name-only", result).split("\n")).toEqual(["README.md", "one", "two"]);
  expect(repo.git("for-each-ref")).toBe(refs);
  expect(repo.git("status", "--porcelain")).toBe("?? mine");
});

test("what the base has already is found with the merge that brought it in", async () => {
  using repo = testRepository();
  const one = work(repo, "one", { one: "1\n" });
  const { result } = await chainOf(repo, "main", [one]);
  const again = await chainOf(repo, result, [one, repo.git("rev-parse", "main")]);
  expect(again).toEqual({
    base: result,
    result,
    links: [
      { of: 0, kind: "already", commit: result },
      { of: 1, kind: "already", commit: null },
    ],
  });
});

test("for a head that came in with another branch the outer merge is named", async () => {
  using repo = testRepository();
  const inner = work(repo, "inner", { inner: "" });
  const outer = work(repo, "outer", { outer: "" });
  repo.git("switch", "-q", "outer");
  repo.git("merge", "-q", "--no-ff", "-m", "take inner in", "inner");
  const both = repo.git("rev-parse", "HEAD");
  const { result } = await chainOf(repo, "main", [both]);
  expect((await chainOf(repo, result, [inner, outer])).links).toEqual([
    { of: 0, kind: "already", commit: result },
    { of: 1, kind: "already", commit: result },
  ]);
});

test("a conflict with the base names every file to the letter; one with an earlier link only comes too early", async () => {
  using repo = testRepository();
  const names = ["plain", "with space", "ünï→🚀", 'quo"te', "new\nline", "tab\there"];
  const all = (text: string) => Object.fromEntries(names.map((name) => [name, `${text}\n`]));
  repo.commit("all", all("base"));
  const [theirs, ours] = [work(repo, "theirs", all("theirs")), work(repo, "ours", all("ours"))];
  const { result, links } = await chainOf(repo, "main", [ours, theirs]);
  expect(links[0]?.kind).toBe("merged");
  expect(links[1]).toMatchObject({ kind: "later" });
  const [alone] = (await chainOf(repo, result, [theirs])).links;
  expect(alone?.kind).toBe("conflict");
  expect(alone && "files" in alone ? alone.files.toSorted() : []).toEqual(names.toSorted());
});

test("rename, delete, add and binary conflicts are conflicts", async () => {
  using repo = testRepository();
  repo.commit("base", { moved: "1\n2\n3\n4\n5\n", gone: "1\n", "image.bin": "\0base" });
  const theirs = work(repo, "theirs", { gone: "changed\n", both: "theirs\n", "image.bin": "\0theirs" }, () =>
    repo.git("mv", "moved", "renamed to"),
  );
  const ours = work(repo, "ours", { both: "ours\n", "image.bin": "\0ours" }, () => {
    for (const name of ["moved", "gone"]) rmSync(join(repo.path, name));
  });
  const [link] = (await chainOf(repo, ours, [theirs])).links;
  expect(link && "files" in link ? link.files.toSorted() : []).toEqual([
    "both",
    "gone",
    "image.bin",
    "renamed to",
  ]);
});

test("a head that is gone, or has nothing in common with the base, is impossible, and the others are merged", async () => {
  using repo = testRepository();
  const stranger = repo.git("commit-tree", "-m", "root", "main^{tree}");
  const { links } = await chainOf(repo, "main", [stranger, "1".repeat(40), work(repo, "fine", { fine: "" })]);
  expect(links).toMatchObject([
    { kind: "impossible", reason: "it has no commit in common with its target" },
    { kind: "impossible", reason: `its commit ${"1".repeat(40)} is gone` },
    { kind: "merged" },
  ]);
});

test("it is committed as overstory where the user has no identity", async () => {
  using repo = testRepository();
  const head = work(repo, "one", { one: "" });
  const { HOME } = process.env;
  process.env.HOME = repo.folder;
  try {
    const { result } = await chainOf(repo, "main", [head]);
    expect(repo.git("log", "-1", "--format=%an %ae %cn %ce", result)).toBe(
      "overstory overstory@localhost overstory overstory@localhost",
    );
  } finally {
    process.env.HOME = HOME;
  }
});

test("no hook of the repository runs", async () => {
  using repo = testRepository();
  const head = work(repo, "one", { one: "" });
  mkdirSync(join(repo.path, ".git/hooks"), { recursive: true });
  const hook = join(repo.path, ".git/hooks/reference-transaction");
  writeFileSync(hook, "#!/bin/sh\nexit 1\n");
  chmodSync(hook, 0o755);
  expect((await chainOf(repo, "main", [head])).links[0]?.kind).toBe("merged");
});
