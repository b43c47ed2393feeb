import { expect, test } from "bun:test";
import type { EventView } from "../../../src/api/contract/event.ts";
import { LiveLines } from "../../../src/cli/render/live-lines.ts";
import { clockTime } from "../../../src/cli/render/words.ts";
import { eventView, plainScreen } from "../support/views.ts";

type Change = Parameters<typeof eventView>[0];

const at = clockTime(eventView({ kind: "run.started" }).at);
const linesOf = (...events: Change[]) => {
  const lines = new LiveLines(plainScreen(100), 8);
  return events.map((event): EventView => eventView(event)).flatMap((event) => lines.next(event) ?? []);
};

test("each line has its local time and is about a task or the run", () => {
  expect(
    linesOf(
      { kind: "run.started", data: { goal: "Port it" } },
      { kind: "session.spawned", task: "lexer", session: "SESSION-001" },
    ),
  ).toEqual([`${at}  RUN-001   started: Port it`, `${at}  lexer     SESSION-001 started`]);
});

test("a further attempt is told as such", () => {
  expect(
    linesOf(
      { kind: "session.booting", session: "SESSION-002", data: { attempt: 2 } },
      { kind: "session.spawned", task: "lexer", session: "SESSION-002" },
    ),
  ).toEqual([`${at}  lexer     SESSION-002 started, attempt 2`]);
});

test("a retry tells when and why", () => {
  const retryAt = Date.parse(eventView({ kind: "task.retry" }).at) + 4000;
  expect(linesOf({ kind: "task.retry", task: "lexer", data: { reason: "exited with 1", retryAt } })).toEqual([
    `${at}  lexer     will be tried again in 4s: exited with 1`,
  ]);
});

test("what the next event says with its reason is not said twice", () => {
  expect(
    linesOf(
      { kind: "session.exited", task: "lexer", data: { exitCode: 1 } },
      { kind: "gate.failed", task: "lexer", data: { command: "x" } },
      { kind: "task.blocked", task: "lexer", data: { reason: "gate failed: x (exit 1)" } },
      { kind: "merge.merged", task: "fmt", data: { target: "t", commit: "abcdef012" } },
      { kind: "task.complete", task: "fmt" },
    ),
  ).toEqual([
    `${at}  lexer     stopped: gate failed: x (exit 1)`,
    `${at}  fmt       merged into t (abcdef0)`,
  ]);
});

test("a task that had nothing to merge is complete all the same", () => {
  expect(linesOf({ kind: "task.complete", task: "fmt" })).toEqual([`${at}  fmt       complete`]);
});

test("what only prepares something has no line", () => {
  expect(linesOf({ kind: "task.created" }, { kind: "merge.queued" }, { kind: "worktree.removed" })).toEqual(
    [],
  );
});

test("a goal with escape sequences is made inert", () => {
  expect(linesOf({ kind: "run.started", data: { goal: "x\x1b[2J\ny" } })).toEqual([
    `${at}  RUN-001   started: x y`,
  ]);
});
