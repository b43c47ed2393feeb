import { expect, test } from "bun:test";
import { existsSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Git } from "../../../src/git/git.ts";
import { listWip } from "../../../src/git/wip.ts";
import { Worktrees } from "../../../src/git/worktrees.ts";
import { createLogger } from "../../../src/log.ts";
import { claimTask, releaseTask } from "../../../src/store/claims.ts";
import { settleSession } from "../../../src/store/session-changes.ts";
import { moveTask } from "../../../src/store/tasks.ts";
import { pruneWorktrees } from "../../../src/supervisor/schedules/prune-worktrees.ts";
import { addRun, addSession, testStore } from "../../store/fixture.ts";
import { testRepository } from "../../support/repository.ts";

/** A stopped task whose session left a worktree. */
async function stopped() {
  const repository = testRepository();
  const test = testStore();
  const git = new Git(repository.path);
  const world = { store: test.store, git, worktrees: new Worktrees(git), log: createLogger() };
  const path = join(repository.folder, "repo.worktrees", "a");
  await world.worktrees.ensure({ path, branch: "work", base: "main" });
  const { run, tasks } = addRun(test.store, {});
  const session = addSession(test.store, { runId: run.id, worktree: path, branch: "work" });
  test.store.writeNow((tx) => {
    claimTask(tx, session.id, tasks[0]?.id ?? "");
    releaseTask(tx, session.id);
    settleSession(tx, session.id, { state: "completed", phase: "failed", outcome: "failed", reason: "" });
    moveTask(tx, tasks[0]?.id ?? "", { status: "blocked", code: "agent_failed", reason: "" });
  });
  return {
    path,
    repository,
    /** As if the worktree was old enough when everything in it is. */
    prune: (before = Date.now() + 60_000) => pruneWorktrees(world, before),
    saved: async () => (await listWip(git)).map(({ ref }) => ref),
    [Symbol.dispose]: () => {
      test[Symbol.dispose]();
      repository[Symbol.dispose]();
    },
  };
}

test("an old worktree of a stopped task goes, its uncommitted work is saved and its branch stays", async () => {
  using it = await stopped();
  writeFileSync(join(it.path, "half-done"), "work\n");
  expect(await it.prune()).toBe(1);
  expect(existsSync(it.path)).toBe(false);
  expect(await it.saved()).toEqual(["refs/overstory/wip/SESSION-001/1"]);
  expect(it.repository.git("show", "refs/overstory/wip/SESSION-001/1:half-done")).toBe("work");
  expect(it.repository.git("branch", "--list", "work")).toContain("work");
  expect(await it.prune()).toBe(0);
});

test("a worktree in which somebody has worked since stays as it is", async () => {
  using it = await stopped();
  writeFileSync(join(it.path, "half-done"), "");
  expect(await it.prune(Date.now() - 60_000)).toBe(0);
  expect(existsSync(join(it.path, "half-done"))).toBe(true);
  expect(await it.saved()).toEqual([]);
});

test("a worktree with a file that is too large to be saved stays, and is not saved again each day", async () => {
  using it = await stopped();
  const large = join(it.path, "large");
  writeFileSync(large, "");
  truncateSync(large, 60 * 1024 * 1024);
  writeFileSync(join(it.path, "half-done"), "");
  for (const _ of [1, 2]) {
    expect(await it.prune()).toBe(0);
    expect(existsSync(large)).toBe(true);
    expect(await it.saved()).toEqual(["refs/overstory/wip/SESSION-001/1"]);
  }
});
