import { expect, test } from "bun:test";
import { bestState, hasReached, isUnderway, MESSAGE_STATES } from "../../../src/domain/agent/message.ts";

const underway = (submit: boolean, isProvable: boolean) =>
  MESSAGE_STATES.filter((state) => isUnderway({ state, submit }, isProvable));

test("something may become of a message until it is as far as it can be shown to come", () => {
  expect(underway(true, true)).toEqual(["queued", "typed", "submitted"]);
  expect(underway(true, false)).toEqual(["queued", "typed"]);
  expect(underway(false, true)).toEqual(["queued"]);
  expect([bestState({ submit: true }, true), bestState({ submit: true }, false)]).toEqual([
    "seen",
    "submitted",
  ]);
  expect(bestState({ submit: false }, true)).toBe("typed");
});

test("a message has reached what it has passed, and nothing when it was given up", () => {
  const reached = MESSAGE_STATES.filter((state) => hasReached({ state }, "typed"));
  expect(reached).toEqual(["typed", "submitted", "seen"]);
});
