import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ATTENTIONS } from "../../../src/domain/session.ts";
import { type Evidence, SIGNALS } from "../../../src/domain/watchdog/evidence.ts";
import { judge, type Rule, type VerdictName } from "../../../src/domain/watchdog/verdict.ts";
import {
  anyEvidence,
  evidence,
  lastMovement,
  MINUTE,
  moved,
  NOW,
  POLICY,
  unseen,
  WALL,
} from "./evidence-samples.ts";

const AT = { observed: NOW, wall: WALL };
const judged = (change: Partial<Evidence>) => judge(evidence(change), POLICY, AT);
const tool = (openedAt: number) => ({ id: null, name: "Bash", openedAt, permittedMs: 60 * MINUTE });
const declared = { attention: "limited", reason: null, until: WALL + MINUTE, declaredAt: NOW } as const;

const CASES: [string, Partial<Evidence>, VerdictName, Rule][] = [
  ["a process that has ended is gone", { process: "dead" }, "gone", "process_gone"],
  [
    "even while its last output is fresh",
    { process: "dead", movements: moved("output", NOW) },
    "gone",
    "process_gone",
  ],
  [
    "a process that cannot be seen is unknown",
    { process: { unknown: "EPERM" } },
    "unknown",
    "process_unseen",
  ],
  ["a declared limit is a limit until its time", { declared }, "limited", "declared_limit"],
  [
    "and without one, until it is withdrawn",
    { declared: { ...declared, until: null } },
    "limited",
    "declared_limit",
  ],
  ["past its time it excuses nothing", { declared: { ...declared, until: WALL } }, "stalled", "no_movement"],
  [
    "a declared question waits for a person",
    { declared: { ...declared, attention: "question" } },
    "waiting",
    "declared_wait",
  ],
  ["a process stopped by a signal waits", { process: "stopped" }, "waiting", "process_stopped"],
  ["an agent whose turn is over waits, however silent", { turn: "idle" }, "waiting", "turn_over"],
  ["also one that has just moved", { turn: "idle", movements: moved("output", NOW) }, "waiting", "turn_over"],
  ["what it says that it waits for goes before", { turn: "idle", declared }, "limited", "declared_limit"],
  ["in its turn it has to move", { turn: "working" }, "stalled", "no_movement"],
  [
    "and its transcript shows it",
    { turn: "working", movements: moved("transcript", NOW) },
    "working",
    "recent_progress",
  ],
  ["an open tool is at work", { openTools: [tool(NOW - 59 * MINUTE)] }, "busy_quiet", "open_tool"],
  ["for as long as it may take", { openTools: [tool(NOW - 60 * MINUTE)] }, "stalled", "no_movement"],
  [
    "one overdue tool does not hide another",
    { openTools: [tool(0), tool(NOW - 1)] },
    "busy_quiet",
    "open_tool",
  ],
  ["output is work", { movements: moved("output", NOW - 9 * MINUTE) }, "working", "recent_progress"],
  ["so are reports", { movements: moved("reports", NOW - 9 * MINUTE) }, "working", "recent_progress"],
  [
    "and writes in the worktree",
    { movements: moved("files", NOW - 9 * MINUTE) },
    "working",
    "recent_progress",
  ],
  ["processor time is quiet work", { movements: moved("cpu", NOW - 9 * MINUTE) }, "busy_quiet", "quiet_work"],
  ["so are reads and writes", { movements: moved("io", NOW - 9 * MINUTE) }, "busy_quiet", "quiet_work"],
  ["a start may take its time", { hasBooted: false, startedAt: NOW - MINUTE }, "working", "booting"],
  ["and no longer", { hasBooted: false, startedAt: NOW - 2 * MINUTE }, "stalled", "boot_overdue"],
  ["a limit on the screen is a limit", { screen: "limit" }, "limited", "screen_limit"],
  ["a dialog waits", { screen: "dialog" }, "waiting", "screen_asks"],
  ["a prompt waits", { screen: "prompt" }, "waiting", "screen_asks"],
  ["a full-screen program waits", { screen: "full_screen" }, "waiting", "screen_asks"],
  ["reading the terminal waits", { readsTerminal: true }, "waiting", "reads_terminal"],
  ["silence with unseen processor time is unknown", { movements: unseen("cpu") }, "unknown", "work_unseen"],
  ["silence with unseen reads and writes is unknown", { movements: unseen("io") }, "unknown", "work_unseen"],
  ["silence with unseen writes is unknown", { movements: unseen("files") }, "unknown", "work_unseen"],
  ["silence with unseen output is unknown", { movements: unseen("output") }, "unknown", "work_unseen"],
  [
    "silence behind an unseen screen is unknown",
    { screen: { unknown: "no tmux" } },
    "unknown",
    "work_unseen",
  ],
  ["silence of all that can be seen is a stall", {}, "stalled", "no_movement"],
  ["also when the screen says busy", { screen: "busy" }, "stalled", "no_movement"],
];

describe("judge", () => {
  test.each(CASES)("%s", (_, change, verdict, rule) => {
    expect(judged(change)).toMatchObject({ verdict, rule });
  });

  test.each(ATTENTIONS)("a session that declares %s has that attention", (attention) => {
    expect(judged({ declared: { ...declared, attention } }).attention).toBe(attention);
  });

  test("the deciding reason comes first, then each signal", () => {
    const { reasons } = judged({
      movements: { ...moved("output", NOW - 12 * MINUTE), io: { movedAt: null, unknown: "EPERM" } },
      readsTerminal: true,
    });
    expect(reasons).toEqual([
      "it waits for input from its terminal",
      "reports has not moved",
      "output moved 12m 00s ago",
      "files has not moved",
      "cpu has not moved",
      "io has not moved, and is not seen now: EPERM",
    ]);
  });

  test("of a session that has not moved yet it is said since when it is there, and not that it moved", () => {
    const startedAt = NOW - MINUTE;
    expect(judged({ startedAt }).reasons[0]).toBe("it started 1m 00s ago; 10m 00s of silence are allowed");
    expect(judged({ startedAt, movements: moved("output", NOW) }).reasons[0]).toStartWith("it moved 0s ago");
  });

  test.each([
    ["cpu", "busy_quiet"],
    ["output", "working"],
  ] as const)("of %s, stale is stale at the very millisecond", (signal, verdict) => {
    const movedAt = NOW - POLICY.staleMs;
    expect(judged({ movements: moved(signal, movedAt) }).verdict).toBe("stalled");
    expect(judged({ movements: moved(signal, movedAt + 1) }).verdict).toBe(verdict);
  });

  test("nothing is stalled while any signal is younger than stale", () => {
    fc.assert(
      fc.property(anyEvidence, (one) => {
        fc.pre(one.hasBooted && NOW - lastMovement(one) < POLICY.staleMs);
        expect(judge(one, POLICY, AT).verdict).not.toBe("stalled");
      }),
    );
  });

  test("what cannot be seen is neither stalled nor gone", () => {
    fc.assert(
      fc.property(
        anyEvidence,
        fc.constantFrom(...SIGNALS.filter((one) => one !== "reports")),
        (one, signal) => {
          const movements = { ...one.movements, [signal]: { ...one.movements[signal], unknown: "EPERM" } };
          const unseenSignal = { ...one, hasBooted: true, process: "alive", movements } as const;
          expect(["stalled", "gone"]).not.toContain(judge(unseenSignal, POLICY, AT).verdict);
          const unseenScreen = {
            ...one,
            hasBooted: true,
            process: "alive",
            screen: { unknown: "no tmux" },
          } as const;
          expect(["stalled", "gone"]).not.toContain(judge(unseenScreen, POLICY, AT).verdict);
          expect(judge({ ...one, process: { unknown: "EPERM" } }, POLICY, AT).verdict).toBe("unknown");
        },
      ),
    );
  });

  test("only a process seen dead is gone", () => {
    fc.assert(
      fc.property(anyEvidence, (one) => {
        expect(judge(one, POLICY, AT).verdict === "gone").toBe(one.process === "dead");
      }),
    );
  });

  test("more movement never makes it worse", () => {
    const worse = (verdict: VerdictName) => verdict === "stalled" || verdict === "unknown";
    fc.assert(
      fc.property(anyEvidence, fc.constantFrom(...SIGNALS), fc.nat({ max: NOW }), (one, signal, movedAt) => {
        const before = one.movements[signal].movedAt ?? 0;
        const movements = {
          ...one.movements,
          [signal]: { ...one.movements[signal], movedAt: Math.max(before, movedAt) },
        };
        const [less, more] = [judge(one, POLICY, AT), judge({ ...one, movements }, POLICY, AT)];
        if (worse(more.verdict)) expect(worse(less.verdict)).toBe(true);
        expect(more.movedAt).toBeGreaterThanOrEqual(less.movedAt);
      }),
    );
  });

  test("silence alone changes nothing before the verdict expires", () => {
    fc.assert(
      fc.property(anyEvidence, fc.nat({ max: 90 * MINUTE }), (one, later) => {
        const now = judge(one, POLICY, AT);
        fc.pre(one.hasBooted && now.expiresAt !== null && NOW + later < now.expiresAt);
        expect(now.expiresAt).toBeGreaterThan(NOW);
        const then = judge(one, POLICY, { observed: NOW + later, wall: WALL });
        // From loud to quiet work is no change that anything is done about.
        const atWork = (verdict: VerdictName) => (verdict === "busy_quiet" ? "working" : verdict);
        expect(atWork(then.verdict)).toBe(atWork(now.verdict));
      }),
    );
  });
});
