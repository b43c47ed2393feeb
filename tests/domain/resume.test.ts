import { describe, expect, test } from "bun:test";
import { DEFAULT_RESUME, decideResume, type ResumeFacts } from "../../src/domain/resume.ts";
import { SESSION_PHASES } from "../../src/domain/session.ts";

const MINUTE = 60_000;
const facts = (change: Partial<ResumeFacts> = {}): ResumeFacts => ({
  key: "SESSION-001",
  phase: "planning",
  lastActivityAt: 0,
  errorCount: 0,
  openQuestion: null,
  ...change,
});
const decide = (change: Partial<ResumeFacts> = {}, now = 0) =>
  decideResume(facts(change), DEFAULT_RESUME, now);

describe("a session", () => {
  test("that was active 29:59 ago can be resumed, and says how old it is", () => {
    expect(decide({}, 30 * MINUTE - 1000)).toMatchObject({
      resumable: true,
      reason: "session_resumable",
      ageMs: 30 * MINUTE - 1000,
    });
  });

  test.each([
    ["30:00", 30 * MINUTE],
    ["30:01", 30 * MINUTE + 1000],
  ])("that was active %s ago is too old", (_, now) => {
    expect(decide({}, now)).toMatchObject({ resumable: false, reason: "too_old", ageMs: now });
  });

  test("with two errors can be resumed, and with the third it cannot", () => {
    expect(decide({ errorCount: 2 }).reason).toBe("session_resumable");
    expect(decide({ errorCount: 3 })).toMatchObject({ resumable: false, reason: "too_many_errors" });
  });

  test("can be resumed in approval, investigating and planning, and in no other phase", () => {
    const resumable = SESSION_PHASES.filter((phase) => decide({ phase }).resumable);
    expect(resumable).toEqual(["investigating", "planning", "approval"]);
  });

  test.each(["completed", "failed", "abandoned"] as const)("in the final phase %s is finalized", (phase) => {
    expect(decide({ phase }).reason).toBe("finalized");
  });

  test("that does not exist is not found", () => {
    expect(decideResume(null, DEFAULT_RESUME, 0)).toMatchObject({ reason: "not_found", ageMs: null });
  });

  test("is refused for the weightiest reason first", () => {
    const all = { phase: "failed", openQuestion: "the plan", errorCount: 9 } as const;
    const old = 99 * MINUTE;
    expect([
      decide(all, old).reason,
      decide({ ...all, phase: "executing" }, old).reason,
      decide({ ...all, phase: "executing", openQuestion: null }, old).reason,
      decide({ ...all, phase: "planning", openQuestion: null }, old).reason,
      decide({ errorCount: 0 }, old).reason,
    ]).toEqual(["finalized", "awaiting_approval", "phase_not_resumable", "too_many_errors", "too_old"]);
  });

  test("from a clock that was set back is not older than now", () => {
    expect(decide({ lastActivityAt: 5000 }, 0)).toMatchObject({ resumable: true, ageMs: 0 });
  });
});
