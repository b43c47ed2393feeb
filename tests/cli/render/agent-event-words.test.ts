import { expect, test } from "bun:test";
import type { EventView } from "../../../src/api/contract/event.ts";
import { describeAnyEvent, describeEvent } from "../../../src/cli/render/event-words.ts";
import { eventView } from "../support/views.ts";

const event = (kind: EventView["kind"], data: Record<string, unknown> = {}) =>
  eventView({ kind, session: "SESSION-001", data });

test("what breaks a turn off is told to everybody; a try that is made again, and turns, only to who reads everything", () => {
  const fault = { cause: "overloaded", text: "529 Overloaded" };
  expect(describeEvent(event("session.turn_failed", { ...fault, isRetrying: false }))?.text).toBe(
    "SESSION-001 could not use its model (overloaded): 529 Overloaded",
  );
  expect(describeEvent(event("session.interrupted"))?.text).toBe("SESSION-001 was broken off by hand");
  const trying = event("session.turn_failed", { ...fault, isRetrying: true });
  expect(describeEvent(trying)).toBeUndefined();
  expect(describeAnyEvent(trying).text).toBe("tries its model again (overloaded): 529 Overloaded");
  for (const kind of ["session.ready", "session.turn_began", "session.asks", "session.answered"] as const)
    expect(describeEvent(event(kind))).toBeUndefined();
});

test("the end of a turn says what goes on after it, and its last words", () => {
  const words = (data: Record<string, unknown>) => describeAnyEvent(event("session.turn_ended", data)).text;
  expect(words({ background: 0, said: null })).toBe("its turn is over");
  expect(words({ background: 1, said: "Done." })).toBe("its turn is over, and 1 thing goes on: Done.");
  expect(words({ background: 2 })).toBe("its turn is over, and 2 things go on");
});
