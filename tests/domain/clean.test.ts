import { describe, expect, test } from "bun:test";
import { decideClean, type WorktreeFacts } from "../../src/domain/clean.ts";

const DONE_WITH: WorktreeFacts = {
  isOurs: true,
  isAdopted: false,
  locked: null,
  isKept: false,
  openSession: null,
  processes: [],
  taskStatus: "complete",
  dirty: 0,
  mergedInto: "main",
  ownCommits: 2,
};

describe("a worktree may go", () => {
  test("when its work is merged, nothing is uncommitted and nobody is there", () => {
    expect(decideClean(DONE_WITH)).toEqual({
      remove: true,
      reasons: ["merged into main", "nothing uncommitted", "no live process"],
    });
  });

  test("when nothing was ever committed there", () => {
    expect(decideClean({ ...DONE_WITH, ownCommits: 0, taskStatus: "blocked" })).toMatchObject({
      remove: true,
      reasons: ["nothing was committed", "nothing uncommitted", "no live process"],
    });
  });
});

describe("a worktree stays", () => {
  test.each<[Partial<WorktreeFacts>, string]>([
    [{ isOurs: false }, "overstory did not make it"],
    [{ isAdopted: true }, "it was taken over from a person"],
    [{ locked: "" }, "it is locked"],
    [{ locked: "on a stick" }, "it is locked: on a stick"],
    [{ isKept: true }, "worktrees.keep is all"],
    [{ openSession: "SESSION-002" }, "SESSION-002 works there"],
    [{ processes: [17] }, "a process is in it: 17"],
    [{ processes: null }, "its processes cannot be seen"],
    [{ taskStatus: "underway" }, "its task is underway"],
    [{ taskStatus: "paused" }, "its task is paused"],
    [{ dirty: 1 }, "1 file is uncommitted"],
    [{ dirty: { unreadable: "bad index" } }, "it cannot be read: bad index"],
    [{ mergedInto: null }, "2 commits of it are not merged"],
    [{ mergedInto: null, ownCommits: null }, "whether its commits are merged cannot be told"],
  ])("with %j", (change, reason) => {
    expect(decideClean({ ...DONE_WITH, ...change })).toEqual({ remove: false, reasons: [reason] });
  });

  test("for every reason that there is", () => {
    const { reasons } = decideClean({ ...DONE_WITH, locked: "", dirty: 3, mergedInto: null });
    expect(reasons).toEqual(["it is locked", "3 files are uncommitted", "2 commits of it are not merged"]);
  });
});
