import { expect, test } from "bun:test";
import {
  findInStatus,
  STATUS_SETTLES_MS,
  type StatusEvidence,
} from "../../../src/domain/agent/status-evidence.ts";
import { newTurn } from "../../../src/domain/agent/take-signal.ts";

const ASK = { what: "permission", tool: "Bash", text: "ls" } as const;
const WORKING = { ...newTurn("s", 0), state: "working", since: 1000 } as const;
const LATER = 10_000;

const find = (change: Partial<StatusEvidence>) =>
  findInStatus({ status: "idle", statusAt: 5000, turn: WORKING, heardAt: 4000, now: LATER, ...change });

test("one that idles in a turn, and has for a moment, was broken off", () => {
  expect(find({})).toBe("interrupted");
  expect(find({ now: 5000 + STATUS_SETTLES_MS - 1 })).toBe("wait");
  expect(find({ heardAt: LATER - 100 })).toBe("wait");
});

test("what it said before the turn began is no news", () => {
  expect(find({ statusAt: 900 })).toBeNull();
});

test("one that works on was answered, if it says so since it asked", () => {
  const turn = { ...WORKING, ask: ASK };
  expect(find({ status: "working", turn })).toBe("answered");
  expect(find({ status: "working", turn, heardAt: 6000 })).toBeNull();
  expect(find({ status: "working" })).toBeNull();
});

test("one that idles with a dialog that it has told of outside of a turn was answered", () => {
  expect(find({ turn: { ...WORKING, state: "idle", ask: ASK } })).toBe("answered");
});

test("what one waits for that has told nothing is looked for", () => {
  expect(find({ status: "waiting" })).toBe("look");
  expect(find({ status: "waiting", turn: { ...WORKING, ask: ASK } })).toBeNull();
});

test("one that agrees with its hooks is believed", () => {
  expect(find({ turn: { ...WORKING, state: "idle" } })).toBeNull();
  expect(find({ turn: { ...WORKING, state: "starting" } })).toBeNull();
});
