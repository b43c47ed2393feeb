import { expect, test } from "bun:test";
import { reportsOf } from "../../../src/domain/agent/reports-of.ts";

const fault = { cause: "limited", text: "5-hour\nlimit", until: 99, isRetrying: false } as const;

test("a tool's call is told by its id, with what it does", () => {
  const call = { id: "t1", tool: "Bash", summary: "Bash: npm test" };
  expect(reportsOf({ kind: "tool_started", ...call, permittedMs: 60_000 })).toEqual([
    { kind: "tool_start", id: "t1", name: "Bash: npm test", permittedMs: 60_000 },
  ]);
  expect(reportsOf({ kind: "tool_ended", ...call, failed: true, tookMs: null })).toEqual([
    { kind: "tool_end", id: "t1", name: "Bash" },
  ]);
  expect(reportsOf({ kind: "tool_started", ...call, summary: " ", permittedMs: null })[0]).toMatchObject({
    name: "Bash",
  });
});

test("a dialog is a wait, in one line", () => {
  const ask = { what: "permission", tool: "Bash", text: "Bash:\n  rm -rf build" } as const;
  expect(reportsOf({ kind: "asks", ask })).toEqual([
    { kind: "wait", attention: "permission", reason: "Bash: rm -rf build" },
  ]);
  expect(reportsOf({ kind: "answered" })).toEqual([{ kind: "working" }]);
});

test("a turn is over unless something of it goes on", () => {
  expect(reportsOf({ kind: "prompt", text: "x" })).toEqual([{ kind: "turn_began" }]);
  expect(reportsOf({ kind: "turn_ended", background: 0, said: null })).toEqual([{ kind: "turn_over" }]);
  expect(reportsOf({ kind: "turn_ended", background: 1, said: null })).toEqual([
    { kind: "progress", note: null },
  ]);
  expect(reportsOf({ kind: "interrupted" })).toEqual([{ kind: "turn_over" }]);
});

test("a fault says what it is waited for; a try that is made again says nothing", () => {
  expect(reportsOf({ kind: "turn_failed", fault })).toEqual([
    { kind: "limited", until: 99, group: null, reason: "5-hour limit" },
  ]);
  expect(reportsOf({ kind: "turn_failed", fault: { ...fault, cause: "auth" } })).toEqual([
    { kind: "wait", attention: "auth", reason: "5-hour limit" },
  ]);
  expect(reportsOf({ kind: "turn_failed", fault: { ...fault, cause: "network" } })).toEqual([
    { kind: "turn_over" },
  ]);
  expect(reportsOf({ kind: "turn_failed", fault: { ...fault, isRetrying: true } })).toEqual([]);
});

test("everything else but an end is a sign of life", () => {
  for (const signal of [
    { kind: "ready", conversation: null },
    { kind: "usage", samples: [] },
    { kind: "unknown", event: "X" },
  ] as const)
    expect(reportsOf(signal)).toEqual([{ kind: "progress", note: null }]);
  expect(reportsOf({ kind: "ending", reason: "other" })).toEqual([]);
});
