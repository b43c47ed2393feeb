import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Reading } from "../../../src/domain/watchdog/findings.ts";
import { FileWatches } from "../../../src/files/file-watches.ts";
import type { Pace } from "../../../src/supervisor/watchdog/pace.ts";
import { QuietWorktrees } from "../../../src/supervisor/watchdog/quiet-worktrees.ts";
import { testRepository } from "../../support/repository.ts";
import { until } from "../../support/wait.ts";
import { workingSession } from "./session.ts";

const pace = (change: Partial<Pace>): Pace => ({
  glance: { at: 0, output: 0, cpuMs: 0, isRunning: false },
  isLoud: false,
  isBusy: false,
  stillLooks: 0,
  ...change,
});
const LOUD = pace({ isLoud: true });
const STILL = pace({ stillLooks: 2 });
const UNWATCHED = { unknown: "not watched while something else moves" };

/** A session in a linked worktree. */
function quietWorktree() {
  const repository = testRepository();
  const worktree = join(repository.folder, "tree");
  repository.git("worktree", "add", "-q", worktree);
  const watches = new FileWatches();
  const session = workingSession({ worktree });
  return {
    repository,
    session,
    worktrees: new QuietWorktrees(watches),
    worktree,
    [Symbol.dispose]() {
      watches.close();
      repository[Symbol.dispose]();
    },
  };
}

const numberOf = (reading: Reading): number => {
  if (typeof reading !== "number") throw new Error(reading.unknown);
  return reading;
};

test("a worktree is watched from the second look at which nothing had moved, until there is output", async () => {
  using one = quietWorktree();
  const { session, worktrees } = one;
  expect(await worktrees.read(session, pace({ stillLooks: 1 }))).toEqual(UNWATCHED);
  expect(await worktrees.read(session, STILL)).toBe(0);
  expect(await worktrees.read(session, pace({ isBusy: true }))).toBe(0);
  expect(await worktrees.read(session, LOUD)).toEqual(UNWATCHED);
});

test("writes are counted on from where the last watch had ended", async () => {
  using one = quietWorktree();
  const { session, worktrees, worktree } = one;
  await worktrees.read(session, STILL);
  writeFileSync(join(worktree, "first"), "");
  const before = await until("the write is counted", async () =>
    numberOf(await worktrees.read(session, STILL)),
  );
  await worktrees.read(session, LOUD);
  expect(await worktrees.read(session, STILL)).toBe(before);
  writeFileSync(join(worktree, "second"), "");
  await until("that is added", async () => numberOf(await worktrees.read(session, STILL)) > before);
});

test("a commit is counted by what it writes in the worktree's own git folder", async () => {
  using one = quietWorktree();
  const { session, worktrees, worktree, repository } = one;
  await worktrees.read(session, STILL);
  repository.git("-C", worktree, "commit", "-q", "--allow-empty", "-m", "nothing");
  await until("it is counted", async () => numberOf(await worktrees.read(session, STILL)) > 0);
});

test("a session that is not kept is watched no more, and counted from the start", async () => {
  using one = quietWorktree();
  const { session, worktrees, worktree } = one;
  await worktrees.read(session, STILL);
  writeFileSync(join(worktree, "first"), "");
  await until("the write is counted", async () => numberOf(await worktrees.read(session, STILL)));
  worktrees.keepOnly(new Set());
  expect(await worktrees.read(session, pace({}))).toEqual(UNWATCHED);
  expect(await worktrees.read(session, STILL)).toBe(0);
});

test("without a worktree there is nothing to write in", async () => {
  using one = quietWorktree();
  expect(await one.worktrees.read(workingSession({}), STILL)).toBe(0);
});
