import { expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TestProject } from "../support/daemon.ts";

const LEAVES = "echo staged > s; git add s; echo draft > d; exit 1";

/** A project in which an agent has left uncommitted work behind. */
async function withSavedWork(): Promise<TestProject> {
  const project = await TestProject.start();
  const { key } = await project.run({ tasks: [{ id: "a", command: LEAVES, restart: "temporary" }] });
  await project.runEnded(key);
  return project;
}

test("saved work is listed with why it was saved, and restored into a new worktree, staged as it was", async () => {
  await using project = await withSavedWork();
  const { client } = project;
  expect(await client.rescues()).toMatchObject([
    {
      ref: "refs/overstory/wip/SESSION-001/1",
      session: "SESSION-001",
      message: "a: after it exited with 1",
      fileCount: 2,
      bytes: 13,
    },
  ]);
  expect(await client.rescues("a")).toHaveLength(1);
  expect(await client.rescues("SESSION-009")).toEqual([]);
  expect((await client.rescue("a", true)).patch).toContain("+draft");

  const restored = await client.restore("SESSION-001", {});
  expect(restored).toEqual({
    ref: "refs/overstory/wip/SESSION-001/1",
    worktree: join(project.paths.worktrees, "rescue/session-001-1"),
    branch: "overstory/rescue/session-001-1",
  });
  const { git } = project.repository;
  expect(git("-C", restored.worktree, "status", "--porcelain")).toBe("A  s\n?? d");
  expect(git("-C", restored.worktree, "branch", "--show-current")).toBe(restored.branch ?? "");
  expect((await project.told("wip.restored")).session).toBe("SESSION-001");
});

test("nothing is ever restored over anything", async () => {
  await using project = await withSavedWork();
  const { client, repository } = project;
  await client.restore("SESSION-001/1", { branch: "again" });
  const there = join(project.paths.worktrees, "rescue/again");
  writeFileSync(join(there, "d"), "mine now");
  const refused = (what: string, wish: { into?: string; branch?: string }, why: string) =>
    expect(client.restore(what, wish)).rejects.toThrow(why);
  await refused("SESSION-001", { branch: "again" }, "is there already");
  await refused("SESSION-001", { branch: "main" }, "branch main is there already");
  await refused("SESSION-001", { into: there }, "it has uncommitted changes: s, d");
  await refused("SESSION-001", { into: repository.folder }, "is no worktree of this repository");
  await refused("SESSION-001", { into: there, branch: "x" }, "exclude each other");
  await refused("SESSION-001", { branch: "a..b" }, "cannot be a branch");
  await refused("SESSION-001/7", {}, 'no work is saved for "SESSION-001/7"');
  expect(readFileSync(join(there, "d"), "utf8")).toBe("mine now");
  expect(existsSync(join(repository.path, "d"))).toBe(false);

  const clean = join(repository.folder, "clean");
  repository.git("worktree", "add", "-q", "--detach", clean);
  expect(await client.restore("SESSION-001", { into: clean })).toMatchObject({
    worktree: clean,
    branch: null,
  });
  expect(readFileSync(join(clean, "d"), "utf8")).toBe("draft\n");
});
