import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  canMove,
  isOpen,
  OPEN_STATES,
  SESSION_STATES,
  type SessionState,
  sourcesOf,
  TRANSITIONS,
} from "../../src/domain/session.ts";

const states = fc.constantFrom(...SESSION_STATES);

/** The table as the docs state it, written down a second time on purpose. */
const ALLOWED = new Set([
  "booting→working",
  "working→stalled",
  "stalled→working",
  "booting→zombie",
  "working→zombie",
  "stalled→zombie",
  "booting→completed",
  "working→completed",
  "stalled→completed",
  "zombie→completed",
]);

test("exactly the documented moves are allowed", () => {
  for (const from of SESSION_STATES)
    for (const to of SESSION_STATES)
      expect([from, to, canMove(from, to)]).toEqual([from, to, ALLOWED.has(`${from}→${to}`)]);
});

test("open are booting, working and stalled, and nothing else", () => {
  expect(SESSION_STATES.filter(isOpen)).toEqual(["booting", "working", "stalled"]);
  expect(SESSION_STATES.filter(isOpen)).toEqual([...OPEN_STATES]);
});

describe("on any walk along the table", () => {
  /** Wishes are tried in order; those that the table forbids change nothing. */
  const walk = (wishes: readonly SessionState[]): SessionState[] => {
    const path: SessionState[] = ["booting"];
    for (const to of wishes) {
      const from = path.at(-1) ?? "booting";
      if (canMove(from, to)) path.push(to);
    }
    return path;
  };
  const walks = fc.array(states, { maxLength: 40 }).map(walk);

  test("completed is the end, and a zombie can only become completed", () => {
    fc.assert(
      fc.property(walks, (path) => {
        const end = path.indexOf("completed");
        if (end >= 0) expect(path.slice(end)).toEqual(["completed"]);
        const zombie = path.indexOf("zombie");
        if (zombie >= 0) expect(path.slice(zombie + 1)).toEqual(end >= 0 ? ["completed"] : []);
      }),
    );
  });

  test("a session that is not open never opens again, and none boots twice", () => {
    fc.assert(
      fc.property(walks, (path) => {
        const closed = path.findIndex((state) => !isOpen(state));
        if (closed >= 0) expect(path.slice(closed).some(isOpen)).toBe(false);
        expect(path.lastIndexOf("booting")).toBe(0);
      }),
    );
  });

  test("every state but completed leads to completed in one move", () => {
    for (const from of SESSION_STATES) expect(canMove(from, "completed")).toBe(from !== "completed");
  });
});

test("sourcesOf is the table read backwards", () => {
  fc.assert(
    fc.property(states, states, (from, to) => {
      expect(sourcesOf(to).includes(from)).toBe(TRANSITIONS[from].includes(to));
    }),
  );
});
