import { describe, expect, test } from "bun:test";
import { ALONE, missingWord, type TeamFacts, waitsForOthers } from "../../../src/domain/agent/team-turn.ts";

const coordinator = (
  open: number,
  tasks: number,
  plan: NonNullable<TeamFacts["coordination"]>["plan"] = null,
  isClosureTold = true,
): TeamFacts => ({ ...ALONE, coordination: { open, tasks, plan, isClosureTold } });

describe("an idle agent waits for others", () => {
  test("as a coordinator while a task of its run is open, or a person looks at its plan", () => {
    expect(waitsForOthers(coordinator(1, 3))).toBe(true);
    expect(waitsForOthers(coordinator(3, 3, "proposed"))).toBe(true);
    expect(waitsForOthers(coordinator(2, 3, "approved"))).toBe(true);
  });

  test("and until the mail that tells it of their end is sent", () => {
    expect(waitsForOthers(coordinator(0, 3, null, false))).toBe(true);
    expect(waitsForOthers(coordinator(0, 0, null, false))).toBe(false);
    expect(waitsForOthers(coordinator(0, 3, "drafting", false))).toBe(false);
  });

  test("but not when all are closed, and not before its plan is ready", () => {
    expect(waitsForOthers(coordinator(0, 3))).toBe(false);
    expect(waitsForOthers(coordinator(3, 3, "drafting"))).toBe(false);
  });

  test("as anybody who has had something done that is not closed", () => {
    expect(waitsForOthers({ ...ALONE, openChildren: 1 })).toBe(true);
    expect(waitsForOthers(ALONE)).toBe(false);
  });
});

test("what is missing is the word that fits: the plan, the end of the run, what was found", () => {
  expect(missingWord(coordinator(2, 2, "drafting"))?.reminder).toContain("has 2 tasks");
  expect(missingWord(coordinator(0, 2))?.reminder).toContain("Every task of the run is closed");
  expect(missingWord(coordinator(0, 0))?.reminder).toContain("no task yet");
  expect(missingWord({ ...ALONE, changesNothing: true })?.reminder).toContain("overstory done --summary");
  expect(missingWord(ALONE)).toBeNull();
});
