import { describe, expect, test } from "bun:test";
import type { RestartPolicy } from "../../src/domain/restart.ts";
import type { StopCause } from "../../src/domain/session.ts";
import { decideAfterEnd, decideAfterQuestion, type NextSteps, nextSteps } from "../../src/domain/steps.ts";
import { describeError } from "../../src/errors.ts";
import { Chance } from "./chance.ts";
import { checkDecision, checkRun } from "./step-rules.ts";
import { check, VirtualRun } from "./virtual-run.ts";

const SCHEDULES = 2_000;
const MAX_FAULTS = 40;
const MAX_CALM_TURNS = 500;

/** Decides and begins; answers what was decided. */
function decide(run: VirtualRun): NextSteps {
  const decision = nextSteps(run.facts(), run.now);
  checkDecision(run, decision);
  run.begin(decision.steps);
  checkRun(run);
  return decision;
}

/** One random thing: mostly what happens anyway, with any result; else a jump of the clock, a person, a crash. */
function disturb(run: VirtualRun, chance: Chance, wakeAt: number | null): void {
  const kind = chance.next();
  const agent = chance.pick(run.agents.filter(({ isOpen }) => isOpen));
  if (kind < 0.64) chance.pick(run.happenings())?.(false);
  else if (kind < 0.7) disturbTeam(run, chance);
  else if (kind < 0.79)
    run.pass(wakeAt === null ? chance.below(10_000) : Math.max(0, wakeAt - run.wall - chance.below(2)));
  else if (kind < 0.83) run.wall += chance.below(86_400_000);
  else if (kind < 0.85) run.wall -= chance.below(60_000);
  else if (kind < 0.88 && agent) run.limit(agent);
  else if (kind < 0.9) run.cancelRequestedAt ??= run.wall;
  else if (kind < 0.95) run.crash();
  else if (kind < 0.98 && agent) run.stop(agent, "operator");
  else forget(run, chance);
}

/** What only a run of many agents meets: money, circles, a full machine, one more task. */
function disturbTeam(run: VirtualRun, chance: Chance): void {
  const kind = chance.next();
  if (kind < 0.3) run.spent += chance.next() * 0.8;
  else if (kind < 0.4) run.loop = "SESSION-001 and SESSION-002 write and write";
  else if (kind < 0.6) run.hostFull = "the machine is full";
  else if (run.coordinator()) run.add(chance);
}

function forget(run: VirtualRun, chance: Chance): void {
  const agent = chance.pick(run.forgettable());
  if (agent) run.forget(agent);
}

/** One schedule from its seed: some faults, then a calm in which the run must come to its end. */
function play(seed: number): VirtualRun {
  const chance = new Chance(seed);
  const run = new VirtualRun(chance);
  for (let faults = chance.below(MAX_FAULTS); faults > 0 && run.status === "active"; faults--) {
    disturb(run, chance, decide(run).wakeAt);
    checkRun(run);
  }
  for (let turn = 0; run.status === "active"; turn++) {
    check(turn < MAX_CALM_TURNS, "the run does not end");
    const { steps, wakeAt } = decide(run);
    const next = chance.pick(run.happenings());
    check(next !== undefined || steps.length > 0 || wakeAt !== null, "the run waits for nothing");
    if (next) next(true);
    else if (steps.length === 0) run.pass((wakeAt ?? run.wall) - run.wall);
    checkRun(run);
  }
  check(!run.agents.some(({ isOpen }) => isOpen), "an agent is left when the run has ended");
  return run;
}

describe("nextSteps in a virtual world", () => {
  test(`keeps every rule and ends every run, over ${SCHEDULES} random schedules`, () => {
    const first = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
    const ends = { active: 0, completed: 0, failed: 0, cancelled: 0 };
    for (let seed = first; seed < first + SCHEDULES; seed++) {
      try {
        ends[play(seed).status]++;
      } catch (error) {
        const again = `SEED=${seed} bun test tests/domain/steps.test.ts`;
        throw new Error(`seed ${seed}: ${describeError(error)}; again with: ${again}`, { cause: error });
      }
    }
    // The schedules are worth their time only if they end in every way.
    for (const status of ["completed", "failed", "cancelled"] as const) {
      expect(ends[status]).toBeGreaterThan(SCHEDULES / 50);
    }
  }, 60_000);

  test("a seed repeats its schedule", () => {
    const [one, two] = [play(42), play(42)];
    expect(one.tasks).toEqual(two.tasks);
    expect(one.agents).toEqual(two.agents);
  });
});

describe("decideAfterEnd", () => {
  const NOW = 1_700_000_000_000;
  const restart = { type: "transient", max: 1, withinMs: 60_000, lifetime: 9, backoffMs: 1000 } as const;
  const endings = {
    success: { state: "completed", phase: "completed", outcome: "success", reason: "r" },
    unverified: { state: "completed", phase: "completed", outcome: "unverified", reason: "r" },
    failed: { state: "completed", phase: "failed", outcome: "failed", reason: "r" },
    killed: { state: "completed", phase: "abandoned", outcome: "killed", reason: "r" },
    lost: { state: "zombie", phase: "abandoned", outcome: null, reason: "r" },
  } as const;
  /** As many ends within the last minute as there were attempts. */
  const after = (
    ending: keyof typeof endings,
    attempt: number,
    cause: StopCause | null = null,
    policy: Partial<RestartPolicy> = {},
  ) => {
    const ends = Array.from({ length: attempt }, (_, n) => NOW - n * 1000);
    const spec = { restart: { ...restart, ...policy } };
    return decideAfterEnd(spec, { attempt, ends }, endings[ending], cause, NOW, 0);
  };

  test("success goes to review", () => {
    expect(after("success", 2)).toEqual({ status: "review" });
  });

  test.each(["failed", "lost"] as const)("an agent that %s is tried again after the backoff", (ending) => {
    expect(after(ending, 1)).toEqual({ status: "todo", retryAt: NOW + 1000, reason: "r" });
  });

  test.each([
    ["failed", null, "agent_failed", "r; it was tried once"],
    ["lost", null, "agent_lost", "r; it was tried once"],
    ["lost", "stalled", "agent_lost", "r; it was tried once"],
    ["killed", "timeout", "timeout", "r; it was tried once"],
    ["killed", "worktree_lost", "agent_lost", "r; it was tried once"],
    ["unverified", null, "unverified", "r"],
  ] as const)("%s (stopped: %p) without a restart is blocked as %s", (ending, cause, code, reason) => {
    expect(after(ending, 1, cause, { max: 0 })).toEqual({ status: "blocked", code, reason });
  });

  test.each(["failed", "lost", "killed"] as const)("an agent that %s too often is quarantined", (ending) => {
    expect(after(ending, 2, ending === "killed" ? "timeout" : null)).toEqual({
      status: "blocked",
      code: "quarantined",
      reason: "r; died twice within 1m",
    });
  });

  test.each(["operator", "run_cancelled"] as const)(
    "what %s stopped is aborted, never tried again",
    (cause) => {
      expect(after("killed", 1, cause)).toEqual({ status: "aborted", code: cause, reason: "r" });
    },
  );

  test("a timeout is tried again like a failure", () => {
    expect(after("killed", 1, "timeout").status).toBe("todo");
  });
});

test("the task of a session that asked and ended waits for the answer, and goes on once there is one", () => {
  const after = (decision: "approved" | "rejected" | null) =>
    decideAfterQuestion({ question: "the plan", decision });
  expect(after(null)).toEqual({ status: "paused", reason: "waits for approval: the plan" });
  expect(after("approved")).toEqual({ status: "todo", reason: "the plan was approved" });
  expect(after("rejected")).toEqual({ status: "todo", reason: "the plan was rejected" });
});
