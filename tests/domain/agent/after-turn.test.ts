import { describe, expect, test } from "bun:test";
import {
  type AfterTurn,
  type AfterTurnFacts,
  decideAfterTurn,
  decideByWork,
  type WorkAfterTurn,
} from "../../../src/domain/agent/after-turn.ts";
import { newTurn } from "../../../src/domain/agent/take-signal.ts";
import { ALONE } from "../../../src/domain/agent/team-turn.ts";
import type { Turn } from "../../../src/domain/agent/turn.ts";

const NOW = Date.UTC(2026, 0, 31, 12);
const MINUTE = 60_000;

const turn = (change: Partial<Turn> = {}): Turn => ({
  ...newTurn("id-1", NOW - MINUTE),
  state: "idle",
  count: 1,
  said: "All done.",
  ...change,
});

const facts = (change: Partial<AfterTurnFacts> = {}): AfterTurnFacts => ({
  turn: turn(),
  isHeld: false,
  hasMessage: false,
  task: "held",
  isDeclaredDone: false,
  unheard: [],
  autoCommit: false,
  team: ALONE,
  remindedAtCommits: null,
  remindersInAll: 0,
  retry: { tries: 0, wall: null, jitter: 0 },
  ...change,
});

const decide = (change: Partial<AfterTurnFacts>, work: WorkAfterTurn | null = null): AfterTurn =>
  decideAfterTurn(facts(change), NOW) ?? decideByWork(facts(change), work, NOW);

const NOTHING: AfterTurn = { do: "wait", until: null };
const DONE: WorkAfterTurn = { commits: 2, dirty: [] };

describe("after a turn, an agent", () => {
  test("whose work is committed is let go", () => {
    expect(decide({}, DONE).do).toBe("dismiss");
  });

  test.each<[string, Partial<AfterTurnFacts>]>([
    ["is in its next turn", { turn: turn({ state: "working" }) }],
    ["shows a dialog", { turn: turn({ ask: { what: "permission", tool: "Bash", text: "rm" } }) }],
    ["left something going on", { turn: turn({ background: 1 }) }],
    ["waits for a person", { isHeld: true }],
    ["is about to be told something", { hasMessage: true }],
    ["has not taken its first prompt", { turn: turn({ count: 0 }) }],
  ])("that %s is left alone", (_, change) => {
    expect(decide(change, DONE)).toEqual(NOTHING);
  });

  test("is given a moment, for the last of what it tells", () => {
    expect(decide({ turn: turn({ since: NOW - 10 }) }, DONE)).toEqual({ do: "wait", until: NOW + 990 });
  });

  test("that asked by mail is neither let go nor reminded while an answer may come", () => {
    const team = { ...ALONE, answerDueAt: NOW + MINUTE };
    for (const work of [DONE, { commits: 0, dirty: [] }, { commits: 1, dirty: ["a.ts"] }])
      expect(decide({ team }, work)).toEqual({ do: "wait", until: NOW + MINUTE });
    expect(decide({ team, isDeclaredDone: true }, DONE).do).toBe("dismiss");
    expect(decide({ team: { ...ALONE, answerDueAt: NOW } }, DONE).do).toBe("dismiss");
  });

  test("that left files uncommitted is told which, a few of them by name", () => {
    const dirty = ["a.ts", "b.ts", "c.ts", "d.ts", "e.ts", "f.ts", "g.ts"];
    const told = decide({}, { commits: 1, dirty });
    expect(told).toMatchObject({ do: "remind", number: 1, commits: 1 });
    expect("text" in told && told.text).toContain("a.ts, b.ts, c.ts, d.ts, e.ts and 2 more");
  });

  test("whose leftovers are committed for it is let go with them", () => {
    expect(decide({ autoCommit: true }, { commits: 0, dirty: ["a.ts"] }).do).toBe("dismiss");
  });

  test("that has committed nothing is told so, and let go only when it says that it is done", () => {
    const nothing = { commits: 0, dirty: [] };
    expect(decide({}, nothing)).toMatchObject({
      do: "remind",
      text: expect.stringContaining("Nothing is committed"),
    });
    expect(decide({ isDeclaredDone: true }, nothing).do).toBe("dismiss");
    expect(decide({ isDeclaredDone: true }, { commits: 0, dirty: ["a.ts"] }).do).toBe("remind");
    expect(decide({}, null).do).toBe("remind");
  });

  test("that was told twice is a person's to see to, with its last words", () => {
    const dirty = { commits: 1, dirty: ["a.ts"] };
    expect(decide({ turn: turn({ reminders: 1 }), remindedAtCommits: 1 }, dirty)).toMatchObject({
      number: 2,
    });
    expect(decide({ turn: turn({ reminders: 2 }), remindedAtCommits: 1 }, dirty)).toEqual({
      do: "ask",
      reason: "its turn is over, and it left uncommitted: a.ts; its last words: All done.",
    });
  });

  test("that has committed something since is told anew, but not without end", () => {
    const change = { turn: turn({ reminders: 2 }), remindedAtCommits: 1, remindersInAll: 2 };
    expect(decide(change, { commits: 2, dirty: ["a.ts"] })).toMatchObject({ do: "remind", number: 1 });
    expect(decide({ ...change, remindersInAll: 6 }, { commits: 2, dirty: ["a.ts"] }).do).toBe("ask");
  });

  test("that a person broke off is theirs, a moment later", () => {
    const broken = turn({ isInterrupted: true, since: NOW - 20_000 });
    expect(decide({ turn: broken }, DONE)).toEqual({ do: "ask", reason: "its turn was broken off by hand" });
    expect(decide({ turn: { ...broken, since: NOW - 2000 } }, DONE)).toEqual({
      do: "wait",
      until: NOW + 8000,
    });
  });

  test("without a task waits for a person, one whose task was settled by somebody else is let go", () => {
    expect(decide({ task: "none" })).toMatchObject({
      do: "ask",
      reason: expect.stringContaining("All done."),
    });
    expect(decide({ task: "over" })).toEqual({ do: "dismiss", why: "its task is settled" });
  });

  test("that has not heard what a person decided is told", () => {
    const told = decide({ unheard: ["the plan was approved"] }, DONE);
    expect(told).toEqual({ do: "notify", text: "[overstory] the plan was approved. Go on." });
  });
});

test("commits that were given back are no work: it is told which merge was refused", () => {
  const text = expect.stringContaining("Your branch is as it was when MERGE-002 was refused");
  expect(decide({}, { ...DONE, givenBackAs: "MERGE-002" })).toMatchObject({ do: "remind", text });
});
