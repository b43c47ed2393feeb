import { expect, test } from "bun:test";
import { planDelivery } from "../../src/git/deliver.ts";
import { Git } from "../../src/git/git.ts";
import { testRepository } from "../support/repository.ts";

function setUp() {
  const repo = testRepository();
  const before = repo.git("rev-parse", "main");
  repo.git("switch", "-q", "-c", "work");
  const head = repo.commit("work", { shared: "work\n" });
  repo.git("switch", "-q", "--detach", "main");
  const plan = (target: string, revision: string) =>
    planDelivery(new Git(repo.path), { target, head: revision, message: "Bring it" });
  return { repo, before, head, plan };
}

test("an absent target is made, one that lies behind goes forward, and one that has it stays", async () => {
  const { repo, before, head, plan } = setUp();
  using _ = repo;
  expect(await plan("release", "work")).toEqual({ head, kind: "forward", from: null, to: head });
  repo.git("branch", "release", "main");
  expect(await plan("release", "work")).toEqual({ head, kind: "forward", from: before, to: head });
  repo.git("branch", "-f", "release", "work");
  expect(await plan("release", "main")).toEqual({ head: before, kind: "already", commit: null });
  expect(repo.git("rev-parse", "release")).toBe(head);
});

test("one that has moved on gets a merge commit that no branch has yet", async () => {
  const { repo, head, plan } = setUp();
  using _ = repo;
  repo.git("switch", "-q", "-c", "release");
  const aside = repo.commit("aside", { aside: "" });
  repo.git("switch", "-q", "--detach", "main");
  const planned = await plan("release", "work");
  expect(planned).toMatchObject({ head, kind: "merge", from: aside });
  if (planned.kind !== "merge") return;
  expect(repo.git("log", "-1", "--format=%P %s", planned.to)).toBe(`${aside} ${head} Bring it`);
  expect(repo.git("rev-parse", "release")).toBe(aside);
});

test("a conflict names the files", async () => {
  const { repo, head, plan } = setUp();
  using _ = repo;
  repo.git("switch", "-q", "-c", "release");
  repo.commit("aside", { shared: "aside\n" });
  repo.git("switch", "-q", "--detach", "main");
  expect(await plan("release", "work")).toEqual({ head, kind: "conflict", files: ["shared"] });
});

test("a target that is no branch name or is checked out, and a head that names nothing, are refused", async () => {
  const { repo, plan } = setUp();
  using _ = repo;
  const refusal = (target: string, head: string) => plan(target, head).catch((error) => error.code);
  expect(await refusal("-t", "work")).toBe("usage");
  expect(await refusal("release", "nowhere")).toBe("not_found");
  expect(await refusal("release", "-h")).toBe("not_found");
  repo.git("switch", "-q", "main");
  expect(await refusal("main", "work")).toBe("conflict");
});
