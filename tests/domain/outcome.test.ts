import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  awaitAnswer,
  describeExit,
  type EndFacts,
  holdRejected,
  judgeEnding,
} from "../../src/domain/outcome.ts";
import type { Outcome } from "../../src/domain/session.ts";

const facts: fc.Arbitrary<EndFacts> = fc.record({
  exitCode: fc.option(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 }))),
  stopCause: fc.option(fc.constantFrom("operator", "run_cancelled", "timeout", "worktree_lost", "stalled"), {
    freq: 3,
  }),
  isDismissed: fc.boolean(),
  work: fc.oneof(
    fc.constantFrom("missing" as const, "none" as const),
    fc.constant({ unreadable: "git says no" }),
    fc.record({ commits: fc.nat({ max: 3 }), dirtyFiles: fc.nat({ max: 3 }) }),
  ),
  exitIsProof: fc.boolean(),
  lost: fc.option(fc.constant("its tmux server is gone"), { freq: 4 }),
});

/** The figures of a worktree, where there are any. */
const counted = (work: EndFacts["work"]) => (typeof work === "object" && "commits" in work ? work : null);

const forAll = (check: (facts: EndFacts, ending: ReturnType<typeof judgeEnding>) => void) =>
  fc.assert(
    fc.property(facts, (one) => check(one, judgeEnding(one))),
    { numRuns: 3000 },
  );

describe("judgeEnding, whatever the facts are", () => {
  test("success takes an exit with 0 or a dismissal, a worktree in order, and commits or a runtime whose exit is proof", () => {
    forAll(({ exitCode, stopCause, isDismissed, work, exitIsProof, lost }, { outcome }) => {
      const seen = counted(work);
      const clean = work === "none" || seen?.dirtyFiles === 0;
      const shows = (exitIsProof && !isDismissed) || (seen !== null && seen.commits > 0);
      const proper = stopCause === null && (isDismissed || (exitCode === 0 && lost === null));
      expect(outcome === "success").toBe(proper && clean && shows);
    });
  });

  test("an exit with no commits and a dirty tree is never success", () => {
    forAll(({ work }, { outcome }) => {
      const seen = counted(work);
      if (seen && seen.commits === 0 && seen.dirtyFiles > 0) expect(outcome).not.toBe("success");
    });
  });

  test("killed is what the supervisor ended for a reason outside it, and only that", () => {
    forAll(({ stopCause }, { outcome }) =>
      expect(outcome === "killed").toBe(stopCause !== null && stopCause !== "stalled"),
    );
  });

  test("a zombie is what left no status, lost its place or stood still, and only that; its outcome is unknown", () => {
    forAll(({ exitCode, stopCause, isDismissed, lost }, { state, outcome }) => {
      const vanished = stopCause === null && !isDismissed && (exitCode === null || lost !== null);
      expect(state === "zombie").toBe(vanished || stopCause === "stalled");
      expect(outcome === null).toBe(state === "zombie");
    });
  });

  test("a status other than 0 is a failure, but of one that was told to end", () => {
    forAll(({ exitCode, stopCause, isDismissed, lost }, { outcome }) => {
      if (exitCode && stopCause === null && !isDismissed && lost === null) expect(outcome).toBe("failed");
    });
  });

  test("the phase fits the outcome, and there is always a reason", () => {
    forAll((_, { outcome, phase, reason }) => {
      expect(phase).toBe(
        outcome === "failed"
          ? "failed"
          : outcome === "killed" || outcome === null
            ? "abandoned"
            : "completed",
      );
      expect(reason).toMatch(/\w/);
    });
  });
});

const ended: EndFacts = {
  exitCode: 0,
  stopCause: null,
  isDismissed: false,
  work: { commits: 2, dirtyFiles: 0 },
  exitIsProof: false,
  lost: null,
};

test.each([
  [{}, "success", "exited with 0, 2 commits"],
  [{ work: { commits: 1, dirtyFiles: 0 } }, "success", "exited with 0, 1 commit"],
  [{ work: { commits: 1, dirtyFiles: 2 } }, "unverified", "exited with 0, but left 2 files uncommitted"],
  [{ work: { commits: 0, dirtyFiles: 0 } }, "unverified", "exited with 0, but committed nothing"],
  [
    { work: { commits: 0, dirtyFiles: 0, strays: "all" }, exitIsProof: true },
    "success",
    "exited with 0, 0 commits",
  ],
  [
    { work: { commits: 1, dirtyFiles: 0, strays: "all" }, exitIsProof: true },
    "unverified",
    "exited with 0, but committed, though it may change nothing (1 commit)",
  ],
  [
    {
      work: { commits: 1, dirtyFiles: 0, strays: "all" },
      coordination: { open: [], isDeclared: true },
    },
    "unverified",
    "exited with 0, but committed, though it may change nothing (1 commit)",
  ],
  [
    { work: { commits: 2, dirtyFiles: 0, strays: ["a", "b", "c", "d", "e", "f", "g"] } },
    "unverified",
    "exited with 0, but its commits change what it may not change: a, b, c, d, e and 2 more",
  ],
  [{ work: "none" }, "unverified", "exited with 0, with nothing to show"],
  [{ work: "none", exitIsProof: true }, "success", "exited with 0"],
  [{ work: { unreadable: "no HEAD" } }, "unverified", "exited with 0, but its work cannot be read: no HEAD"],
  [{ work: "missing" }, "failed", "exited with 0, but its worktree is gone"],
  [{ exitCode: 137 }, "failed", "exited with 137 (SIGKILL)"],
  [{ exitCode: null }, null, "its process vanished without an exit status"],
  [{ lost: "its tmux server is gone" }, null, "its tmux server is gone"],
  [{ isDismissed: true, exitCode: 143 }, "success", "was let go when its turn was over, 2 commits"],
  [
    { isDismissed: true, exitCode: null, lost: "its pane is gone" },
    "success",
    "was let go when its turn was over, 2 commits",
  ],
  [
    { isDismissed: true, work: { commits: 1, dirtyFiles: 1 } },
    "unverified",
    "was let go when its turn was over, but left 1 file uncommitted",
  ],
  [{ isDismissed: true, stopCause: "operator" }, "killed", "stopped by a person"],
  [{ stopCause: "stalled", exitCode: 143 }, null, "ended by the watchdog because nothing moved"],
  [{ stopCause: "timeout", exitCode: 0 }, "killed", "stopped because it took longer than its timeout"],
] satisfies [Partial<EndFacts>, Outcome | null, string][])("%j is %p: %s", (change, outcome, reason) => {
  const ending = judgeEnding({ ...ended, ...change });
  expect(ending.outcome).toBe(outcome);
  expect(ending.reason).toBe(reason);
});

test.each([
  [1, "1"],
  [126, "126 (command cannot be executed)"],
  [127, "127 (command not found)"],
  [130, "130 (SIGINT)"],
  [143, "143 (SIGTERM)"],
  [200, "200"],
])("describeExit(%d) is %p", (code, words) => {
  expect(describeExit(code)).toBe(words);
});

test("the end of a session that asked a person keeps its phase, says what is asked, and is no success", () => {
  const ending = {
    state: "completed",
    phase: "completed",
    outcome: "success",
    reason: "exited with 0",
  } as const;
  expect(awaitAnswer(ending, "the plan")).toEqual({
    state: "completed",
    phase: "approval",
    outcome: "unverified",
    reason: "exited with 0; waits for approval: the plan",
  });
  const lost = {
    state: "zombie",
    phase: "abandoned",
    outcome: null,
    reason: "its process vanished",
  } as const;
  expect(awaitAnswer(lost, "the plan")).toMatchObject({ state: "zombie", phase: "approval", outcome: null });
});

test("work that was done against a person's no is no success, and a failure stays what it is", () => {
  const ending = {
    state: "completed",
    phase: "completed",
    outcome: "success",
    reason: "exited with 0",
  } as const;
  expect(holdRejected(ending, "the plan")).toEqual({
    ...ending,
    outcome: "unverified",
    reason: "exited with 0, but this was rejected: the plan",
  });
  const failed = { ...ending, outcome: "failed" } as const;
  expect(holdRejected(failed, "the plan")).toEqual(failed);
});

describe("the end of a run's coordinator", () => {
  const ended = (open: string[], isDeclared: boolean, change: Partial<EndFacts> = {}) =>
    judgeEnding({
      ...{ exitCode: 0, stopCause: null, isDismissed: false, exitIsProof: false, lost: null },
      work: { commits: 0, dirtyFiles: 3 },
      coordination: { open, isDeclared },
      ...change,
    });

  test("is a success when every task is closed and it has said so, whatever it wrote down for itself", () => {
    expect(ended([], true)).toMatchObject({ outcome: "success" });
    expect(ended([], true, { isDismissed: true, exitCode: null })).toMatchObject({ outcome: "success" });
  });

  test("is a failure while a task is open, so that it is tried again", () => {
    expect(ended(["api"], true)).toMatchObject({
      outcome: "failed",
      reason: "exited with 0, but api is not closed",
    });
    expect(ended(["api", "docs"], true).reason).toBe("exited with 0, but 2 tasks of its run are not closed");
  });

  test("is a failure without a word, but for a program whose exit status is one", () => {
    expect(ended([], false).outcome).toBe("failed");
    expect(ended([], false, { exitIsProof: true }).outcome).toBe("success");
  });
});

test("who was to change nothing, and says what it found, needs no commits", () => {
  const facts = { exitCode: 0, stopCause: null, isDismissed: false, exitIsProof: false, lost: null } as const;
  const work = { commits: 0, dirtyFiles: 0 };
  expect(judgeEnding({ ...facts, work }).outcome).toBe("unverified");
  expect(judgeEnding({ ...facts, work, isExcused: true }).outcome).toBe("success");
  expect(judgeEnding({ ...facts, work: { ...work, dirtyFiles: 1 }, isExcused: true }).outcome).toBe(
    "unverified",
  );
});
