import { describe, expect, test } from "bun:test";
import { inherit, isPhase, refusePhase } from "../../src/domain/phase.ts";
import { FINAL_PHASES, SESSION_PHASES, type SessionPhase } from "../../src/domain/session.ts";

const at = (phase: SessionPhase, state: "working" | "completed" = "working") => ({
  key: "SESSION-001",
  state,
  phase,
});
const asked = (decision: "approved" | "rejected" | null, note: string | null = null) => ({
  decision,
  note,
  question: "the plan",
});
const allowedFrom = (phase: SessionPhase, approval: ReturnType<typeof asked> | null) =>
  SESSION_PHASES.filter((to) => refusePhase(at(phase), to, approval) === null);

describe("a session", () => {
  test.each([...FINAL_PHASES])("in %s declares nothing more", (phase) => {
    expect(allowedFrom(phase, null)).toEqual([]);
    expect(refusePhase(at(phase), "planning", null)?.message).toContain("which is final");
  });

  test("that has ended declares nothing more, whatever its phase was", () => {
    expect(refusePhase(at("planning", "completed"), "executing", null)?.message).toBe(
      "SESSION-001 has ended; its phase stays planning",
    );
  });

  test("goes from any other phase to any phase", () => {
    expect(allowedFrom("planning", null)).toEqual([...SESSION_PHASES]);
    expect(allowedFrom("executing", asked(null))).toEqual([...SESSION_PHASES]);
  });

  test("with an open question can only ask again or give up", () => {
    expect(allowedFrom("approval", asked(null))).toEqual(["approval", "failed", "abandoned"]);
    expect(refusePhase(at("approval"), "executing", asked(null))?.hint).toContain(
      "overstory approve SESSION-001",
    );
  });

  test("goes anywhere once it is approved", () => {
    expect(allowedFrom("approval", asked("approved"))).toEqual([...SESSION_PHASES]);
  });

  test("cannot carry out what was rejected, and is told why it was", () => {
    expect(allowedFrom("approval", asked("rejected"))).toEqual([
      "investigating",
      "planning",
      "approval",
      "failed",
      "abandoned",
    ]);
    expect(refusePhase(at("approval"), "executing", asked("rejected", "too big"))?.message).toContain(
      "was rejected (too big): the plan",
    );
  });
});

test("what goes on with another's work begins in its phase where that can be resumed, and has its metadata", () => {
  const metadata = { plan: "plan.md" };
  const from = (phase: SessionPhase | null) => inherit({ metadata }, phase, ["approval", "planning"]);
  expect(from("approval")).toEqual({ phase: "approval", metadata });
  expect(from("executing")).toEqual({ phase: "initializing", metadata });
  expect(from(null)).toEqual({ phase: "initializing", metadata });
  expect(inherit(null, null, ["planning"])).toEqual({ phase: "initializing", metadata: {} });
});

test("only the words of the list are phases", () => {
  expect([isPhase("planning"), isPhase("Planning"), isPhase("done"), isPhase("")]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
