import { expect, test } from "bun:test";
import { changedPaths } from "../../src/git/changed-paths.ts";
import { Git } from "../../src/git/git.ts";
import { testRepository } from "../support/repository.ts";

test("the paths of a branch are told with all their letters, removed and moved ones too", async () => {
  using repository = testRepository();
  repository.commit("more", { "old.txt": "old\n" });
  repository.git("switch", "-q", "-c", "work");
  repository.git("mv", "old.txt", "new\tname ü.txt");
  repository.commit("work", { a: "a\n" });
  expect((await changedPaths(new Git(repository.path), "main")).sort()).toEqual([
    "a",
    "new\tname ü.txt",
    "old.txt",
  ]);
});

test("what was merged in from the other branch is not its own, nor what that one got since", async () => {
  using repository = testRepository();
  repository.git("switch", "-q", "-c", "work");
  repository.commit("mine", { mine: "1\n" });
  repository.git("switch", "-q", "main");
  repository.commit("theirs", { theirs: "1\n" });
  repository.git("switch", "-q", "work");
  repository.git("merge", "-q", "--no-edit", "main");
  repository.git("switch", "-q", "main");
  repository.commit("later", { later: "1\n" });
  repository.git("switch", "-q", "work");
  expect(await changedPaths(new Git(repository.path), "main")).toEqual(["mine"]);
});
