import { expect, test } from "bun:test";
import { judgeLife, type LifeSigns } from "../../../src/domain/import/judge-life.ts";

const MINUTE = 60_000;
const signs = (change: Partial<LifeSigns> = {}): LifeSigns => ({
  pid: 4711,
  tmuxSession: null,
  startedAt: 100 * MINUTE,
  lastActivityAt: 200 * MINUTE,
  expectsProcess: true,
  process: { startedAt: 100 * MINUTE },
  ...change,
});

test.each([
  ["a process that began with it", signs(), true] as const,
  ["one that was restarted since", signs({ process: { startedAt: 150 * MINUTE } }), true] as const,
  ["one that began after its last activity", signs({ process: { startedAt: 201 * MINUTE } }), false] as const,
  ["one that is much older than it", signs({ process: { startedAt: 10 * MINUTE } }), false] as const,
  ["none", signs({ process: "absent" }), false] as const,
  ["one that cannot be looked at", signs({ process: "unknown" }), true] as const,
  ["one whose age cannot be told", signs({ process: { startedAt: null } }), true] as const,
  ["no pid, where agents are processes", signs({ pid: null, process: "absent" }), false] as const,
  [
    "no pid, where they need not be",
    signs({ pid: null, process: "absent", expectsProcess: false }),
    true,
  ] as const,
  [
    "a tmux session that is gone",
    signs({ pid: null, tmuxSession: "x", process: "absent", expectsProcess: false }),
    false,
  ] as const,
])("a session with %s", (_, given, isAlive) => {
  expect(judgeLife(given).isAlive).toBe(isAlive);
});

test("only a process that was seen and fits is proof", () => {
  expect(judgeLife(signs())).toEqual({ isAlive: true, isProven: true });
  expect(judgeLife(signs({ process: "unknown" }))).toEqual({ isAlive: true, isProven: false });
});
