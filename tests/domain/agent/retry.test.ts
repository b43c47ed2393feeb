import { describe, expect, test } from "bun:test";
import type { Fault, FaultCause } from "../../../src/domain/agent/fault.ts";
import { decideRetry, MOST_TRIES, type Retry } from "../../../src/domain/agent/retry.ts";
import { newTurn } from "../../../src/domain/agent/take-signal.ts";

const SINCE = Date.UTC(2026, 0, 31, 12);
const MINUTE = 60_000;

const fault = (cause: FaultCause): Fault => ({
  cause,
  text: "API Error: 429",
  until: null,
  isRetrying: false,
});
const retry = (change: Partial<Retry> = {}): Retry => ({ tries: 0, wall: null, jitter: 0, ...change });
const decide = (cause: FaultCause, change: Partial<Retry>, now: number) =>
  decideRetry({ ...newTurn("id-1", SINCE), state: "idle" }, fault(cause), retry(change), now);
const GO_ON = {
  do: "go_on",
  text: "[overstory] Your turn was broken off (API Error: 429). Go on with your task where you were.",
} as const;

describe.each<FaultCause>(["limited", "auth"])(
  "an agent that was broken off for all of its group (%s)",
  (cause) => {
    test("puts that on record first", () => {
      expect(decide(cause, { wall: null }, SINCE)).toEqual({ do: "strike" });
    });

    test("waits for its time, and is then told to go on, one of the group first", () => {
      const opensAt = SINCE + 5 * MINUTE;
      expect(decide(cause, { wall: { opensAt, isNext: true } }, opensAt - 1)).toEqual({
        do: "wait",
        until: opensAt,
      });
      expect(decide(cause, { wall: { opensAt, isNext: true } }, opensAt)).toEqual(GO_ON);
      expect(decide(cause, { wall: { opensAt, isNext: false } }, opensAt)).toMatchObject({ do: "wait" });
    });

    test("goes on when it is over, one after the other", () => {
      const overAt = SINCE + MINUTE;
      expect(decide(cause, { wall: { overAt } }, overAt)).toEqual(GO_ON);
      const late = decide(cause, { wall: { overAt }, jitter: 0.5 }, overAt);
      expect(late).toEqual({ do: "wait", until: overAt + 7500 });
    });
  },
);

describe.each<FaultCause>(["overloaded", "network", "other"])(
  "an agent that was broken off (%s)",
  (cause) => {
    test("is told to go on after 1, 2, 4 minutes and so on", () => {
      for (const [tries, minutes] of [1, 2, 4, 8, 16].entries()) {
        expect(decide(cause, { tries }, SINCE)).toEqual({ do: "wait", until: SINCE + minutes * MINUTE });
        expect(decide(cause, { tries }, SINCE + minutes * MINUTE)).toEqual(GO_ON);
      }
      expect(decide(cause, { jitter: 1 }, SINCE)).toEqual({ do: "wait", until: SINCE + 1.25 * MINUTE });
    });

    test("is a person's to see to after some tries", () => {
      expect(decide(cause, { tries: MOST_TRIES }, SINCE)).toEqual({
        do: "ask",
        reason: "its model could not be reached, 5 times in a row: API Error: 429",
      });
    });
  },
);

test.each<[FaultCause, string]>([
  ["context", "its conversation is too long for its model: API Error: 429"],
  ["refused", "its model refused to answer: API Error: 429"],
])("what trying again does not mend is a person's: %s", (cause, reason) => {
  expect(decide(cause, {}, SINCE + 60 * MINUTE)).toEqual({ do: "ask", reason });
});
