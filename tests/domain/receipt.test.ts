import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { judgeEnding } from "../../src/domain/outcome.ts";
import { runReceipt, type SessionFacts, sessionReceipt, taskReceipt } from "../../src/domain/receipt.ts";

const session: SessionFacts["session"] = {
  key: "SESSION-001",
  state: "completed",
  outcome: "success",
  reason: "exited with 0, 2 commits",
  exitCode: 0,
  commits: 2,
  headCommit: "b".repeat(40),
};
const green = { position: 0, command: "npm test", passed: true, exitCode: 0, headCommit: null };
const facts = (given: Partial<SessionFacts> = {}): SessionFacts => ({
  session,
  gates: ["npm test"],
  gateRuns: [green],
  needsNoCommit: false,
  savedWork: [],
  commits: [],
  usage: null,
  ...given,
});
const proof = (given: Partial<SessionFacts>, name: string) => {
  const { verdict, proofs } = sessionReceipt(facts(given));
  const found = proofs.find((one) => one.name === name);
  return [verdict, found?.met, found?.detail];
};

describe("a session", () => {
  test("is proven by a success with commits, a clean tree and green gates", () => {
    expect(sessionReceipt(facts()).verdict).toBe("proven");
  });

  test("is underway while it is open, whatever is there already", () => {
    expect(sessionReceipt(facts({ session: { ...session, state: "working", outcome: null } })).verdict).toBe(
      "underway",
    );
  });

  test.each([
    ["an outcome that is none", { session: { ...session, outcome: "unverified" } }, "outcome", false],
    ["no commit", { session: { ...session, commits: 0 } }, "commits", false],
    ["commits that nobody counted", { session: { ...session, commits: null } }, "commits", null],
    ["a red gate", { gateRuns: [{ ...green, passed: false, exitCode: 2 }] }, "gates", false],
    ["a gate that was not run", { gateRuns: [] }, "gates", null],
    [
      "a gate that saw an older commit",
      { gateRuns: [{ ...green, headCommit: "a".repeat(40) }] },
      "gates",
      false,
    ],
    ["a gate of another command", { gateRuns: [{ ...green, command: "true" }] }, "gates", null],
    [
      "work that was left and saved",
      { session: { ...session, outcome: "unverified" }, savedWork: ["refs/overstory/wip/SESSION-001/1"] },
      "clean tree",
      false,
    ],
  ] as const)("lacks proof with %s", (_, given, name, met) => {
    expect(proof(given, name).slice(0, 2)).toEqual(["unproven", met]);
  });

  test("needs no commit where its agent's exit is its word", () => {
    expect(proof({ session: { ...session, commits: 0 }, needsNoCommit: true }, "commits")).toEqual([
      "proven",
      true,
      "none",
    ]);
  });
});

describe("a task", () => {
  const merge = {
    key: "MERGE-001",
    state: "merged",
    targetBranch: "overstory/run-001",
    mergeCommit: "c".repeat(40),
    reason: null,
  } as const;
  const task = (given: Partial<Parameters<typeof taskReceipt>[0]> = {}) =>
    taskReceipt({
      task: { status: "complete", stopReason: null },
      label: "RUN-001/api",
      completion: null,
      merge,
      batch: null,
      isInTarget: true,
      needsMerge: true,
      sessions: [sessionReceipt(facts())],
      usage: null,
      ...given,
    });

  test("is proven by its last session and its merge, whatever its first attempts lacked", () => {
    const failed = sessionReceipt(facts({ session: { ...session, outcome: "failed" } }));
    expect(task({ sessions: [failed, sessionReceipt(facts())] }).verdict).toBe("proven");
    expect(task({ sessions: [sessionReceipt(facts()), failed] }).verdict).toBe("unproven");
  });

  test.each([
    ["a merge that was never queued", { merge: null }],
    ["a merge that its target has lost", { isInTarget: false }],
    ["a merge of which it cannot be told", { isInTarget: null }],
    ["a merge in conflict", { merge: { ...merge, state: "conflict" as const, reason: "in f" } }],
    ["no session at all", { sessions: [], needsMerge: true, merge: null }],
    [
      "a merged result that was never green",
      {
        batch: {
          state: "green" as const,
          gates: ["npm test"],
          runs: [{ command: "npm test", passed: false }],
        },
      },
    ],
    ["checks that were overruled", { completion: { errors: ["it has no summary"] } }],
  ])("lacks proof with %s", (_, given) => {
    expect(task(given).verdict).toBe("unproven");
  });

  test("that a session completed which goes on with other work is proven by what it left, not by its end", () => {
    const open = sessionReceipt(facts({ session: { ...session, state: "working", outcome: null } }));
    const tree = open.proofs.map((one) => (one.name === "clean tree" ? { ...one, met: true } : one));
    const sessions = [{ ...open, proofs: tree }];
    expect(task({ completion: { errors: [] }, sessions }).verdict).toBe("proven");
    expect(task({ completion: null, sessions }).verdict).toBe("unproven");
  });

  test("whose merged result was checked says by what", () => {
    const runs = [{ command: "npm test", passed: true }];
    const { verdict, proofs } = task({ batch: { state: "green", gates: ["npm test"], runs } });
    expect([verdict, proofs.at(-1)?.detail]).toEqual(["proven", "exit 0: npm test"]);
  });

  test("that is not to be done any more is dropped", () => {
    expect(task({ task: { status: "aborted", stopReason: "not needed" } }).verdict).toBe("dropped");
  });

  test("that goes on is underway", () => {
    expect(task({ task: { status: "review", stopReason: null } }).verdict).toBe("underway");
  });

  test("that somebody calls complete without any work is not proven", () => {
    const { verdict, proofs } = task({ sessions: [], needsMerge: false });
    expect([verdict, proofs.at(-1)?.detail]).toEqual(["unproven", "no session worked on it"]);
  });
});

describe("a run", () => {
  const run = { key: "RUN-001", status: "completed", reason: "1 of 1 tasks complete" } as const;
  const proven = sessionReceipt(facts());
  const unproven = sessionReceipt(facts({ gateRuns: [] }));
  const verdictOf = (given: Partial<Parameters<typeof runReceipt>[0]>) =>
    runReceipt({
      run,
      tasks: [proven],
      queuedMerges: 0,
      openSessions: 0,
      delivery: null,
      usage: null,
      ...given,
    }).verdict;
  const delivery = { from: "overstory/run-001", into: "main", isDelivered: true };

  test("is proven when all of its tasks are, nothing is queued, nobody is open and its branch has the result", () => {
    expect(verdictOf({})).toBe("proven");
    expect(verdictOf({ delivery })).toBe("proven");
    expect(verdictOf({ tasks: [proven, unproven] })).toBe("unproven");
    expect(verdictOf({ queuedMerges: 1 })).toBe("unproven");
    expect(verdictOf({ openSessions: 1 })).toBe("unproven");
    expect(verdictOf({ delivery: { ...delivery, isDelivered: false } })).toBe("unproven");
    expect(verdictOf({ delivery: { ...delivery, isDelivered: null } })).toBe("unproven");
  });

  test("may have dropped tasks, where it could be completed without them", () => {
    expect(verdictOf({ tasks: [proven, { ...proven, verdict: "dropped" }] })).toBe("proven");
    expect(verdictOf({ tasks: [{ ...proven, verdict: "dropped" }], run: { ...run, status: "failed" } })).toBe(
      "unproven",
    );
  });

  test("that is active is underway", () => {
    expect(verdictOf({ run: { ...run, status: "active" } })).toBe("underway");
  });
});

describe("the receipt of a session that has ended", () => {
  const work = fc.oneof(
    fc.constantFrom("missing" as const, "none" as const, { unreadable: "git failed" }),
    fc.record({ commits: fc.nat(2), dirtyFiles: fc.nat(1) }),
  );
  const ends = fc.record({
    exitCode: fc.constantFrom(0, 1, 137, null),
    stopCause: fc.constantFrom(null, "operator" as const, "stalled" as const, "timeout" as const),
    isDismissed: fc.boolean(),
    work,
    exitIsProof: fc.boolean(),
    isExcused: fc.boolean(),
    coordination: fc.constantFrom(null, { open: [], isDeclared: true }, { open: ["api"], isDeclared: true }),
    lost: fc.constantFrom(null, "its tmux server died"),
  });

  test("proves what its ending was judged by: it is proven exactly when that was a success", () => {
    fc.assert(
      fc.property(ends, (end) => {
        const ending = judgeEnding(end);
        const { exitCode } = end;
        const counted = typeof end.work === "object" && "commits" in end.work ? end.work : null;
        const isDirty = (counted?.dirtyFiles ?? 0) > 0;
        const { verdict } = sessionReceipt({
          session: {
            ...session,
            ...ending,
            exitCode,
            commits: counted?.commits ?? null,
            headCommit: null,
          },
          gates: [],
          gateRuns: [],
          needsNoCommit: end.exitIsProof || end.isExcused || end.coordination !== null,
          savedWork: isDirty ? ["refs/overstory/wip/SESSION-001/1"] : [],
          commits: [],
          usage: null,
        });
        expect(verdict).toBe(ending.outcome === "success" ? "proven" : "unproven");
      }),
    );
  });
});
