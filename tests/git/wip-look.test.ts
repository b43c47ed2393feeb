import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Git } from "../../src/git/git.ts";
import { listWip, saveWip } from "../../src/git/wip.ts";
import { lookAtWip, patchOf } from "../../src/git/wip-look.ts";
import { type TestRepository, testRepository } from "../support/repository.ts";

const save = (repo: TestRepository, session: string) =>
  saveWip(new Git(repo.path), { worktree: repo.path, session, message: "why", maxFileBytes: 1e6 });

const look = async (repo: TestRepository) => {
  const git = new Git(repo.path);
  return lookAtWip(git, await listWip(git));
};

test("saved work is told by file, with what was staged and how large it is", async () => {
  using repo = testRepository();
  repo.commit("base", { edited: "1\n", both: "1\n", gone: "1\n", undone: "1\n", same: "1\n" });
  repo.write("edited", "22\n");
  repo.write("both", "staged\n");
  repo.write("undone", "2\n");
  repo.git("add", "both", "undone");
  repo.write("both", "and changed\n");
  repo.write("undone", "1\n");
  repo.git("rm", "-q", "gone");
  repo.write("staged", "1234\n");
  repo.git("add", "staged");
  repo.write("new\nline", "123456789\n");
  await save(repo, "SESSION-001");
  const [saved] = await look(repo);
  expect(saved).toMatchObject({
    ref: "refs/overstory/wip/SESSION-001/1",
    message: "why",
    base: repo.git("rev-parse", "HEAD"),
    bytes: 3 + 12 + 5 + 10,
    files: [
      { path: "both", change: "modified", staged: "part" },
      { path: "edited", change: "modified", staged: "none" },
      { path: "gone", change: "deleted", staged: "all" },
      { path: "new\nline", change: "added", staged: "none" },
      { path: "staged", change: "added", staged: "all" },
      { path: "undone", change: "modified", staged: "part" },
    ],
  });
  if (!saved) return;
  const patch = await patchOf(new Git(repo.path), saved);
  expect(patch).toContain("+and changed");
  expect(patch).toContain("deleted file mode 100644");
});

test("several are told apart, those with nothing staged among them", async () => {
  using repo = testRepository();
  for (const name of ["a", "b", "c"]) {
    repo.write(name, `${name}\n`);
    if (name !== "a") repo.git("add", name);
    await save(repo, "SESSION-001");
    repo.git("reset", "-q");
    rmSync(join(repo.path, name));
  }
  expect((await look(repo)).map(({ files }) => files)).toEqual([
    [{ path: "a", change: "added", staged: "none" }],
    [{ path: "b", change: "added", staged: "all" }],
    [{ path: "c", change: "added", staged: "all" }],
  ]);
});

test("work that was saved before there was a commit has no base, and all of it is new", async () => {
  using repo = testRepository({ empty: true });
  repo.write("new", "1\n");
  await save(repo, "SESSION-001");
  const [saved] = await look(repo);
  expect(saved).toMatchObject({
    base: null,
    bytes: 2,
    files: [{ path: "new", change: "added", staged: "none" }],
  });
  if (saved) expect(await patchOf(new Git(repo.path), saved)).toContain("+1");
});

test("a ref that holds no saved work is passed over", async () => {
  using repo = testRepository();
  repo.git("update-ref", "refs/overstory/wip/SESSION-001/1", repo.git("rev-parse", "HEAD"));
  repo.git("update-ref", "refs/overstory/wip/SESSION-001/2", repo.git("rev-parse", "HEAD^{tree}"));
  expect(await look(repo)).toEqual([]);
});
