import { describe, expect, test } from "bun:test";
import { COLOR } from "../../../src/cli/render/palette.ts";
import { statusPage } from "../../../src/cli/render/status-page.ts";
import { columnsOf } from "../../../src/cli/render/text.ts";
import { attentionView, plainScreen, runView, sessionView, statusView, taskView } from "../support/views.ts";

const LIMITS = { ageMs: 0, attention: 3, runs: 2, sessions: 5 };

const sessions = [
  sessionView(),
  sessionView({
    key: "SESSION-002",
    name: "lexer",
    state: "stalled",
    doing: "has not moved",
    inStateMs: 4000,
  }),
  sessionView({ key: "SESSION-003", name: "asks", attention: "permission", doing: "waits: permission" }),
];
const run = runView([
  taskView({ merge: { state: "merged", commit: "abcdef0123", conflictFiles: [], reason: null } }),
  taskView({ key: "lexer", status: "underway" }),
  taskView({
    key: "fmt",
    status: "blocked",
    stopCode: "gate_failed",
    stopReason: "gate failed: sh t.sh (exit 1)",
  }),
  taskView({
    key: "docs",
    status: "blocked",
    stopCode: "dependency",
    stopReason: "it depends on fmt, which was stopped",
  }),
]);
const attention = [
  attentionView({
    subject: "RUN-001/fmt",
    message: "gate failed: sh t.sh (exit 1)",
    hint: "/logs/gate-1.log",
  }),
];
const page = (columns: number) =>
  statusPage(statusView({ sessions, runs: [run], attention }), plainScreen(columns), LIMITS);

test("the page of a busy project, whole", () => {
  expect(page(80)).toEqual([
    "overstory · repo                                                daemon up 2h 05m",
    "",
    "Needs you (1)",
    "  ! ALERT-001  RUN-001/fmt  gate failed: sh t.sh (exit 1)",
    "    /logs/gate-1.log",
    "",
    "RUN-001  active 1m 01s  Port the parser",
    "  ███▒▒▒▒▒▒▒░░░  1 of 4 complete, 1 underway, 2 stopped",
    "  ✓ merged into overstory/run-001: parser",
    "  ✗ docs: it depends on fmt, which was stopped",
    "",
    "Sessions  1 permission, 1 stalled, 1 working",
    "  session      name    state       for     doing",
    "  SESSION-003  asks    permission  4m 10s  waits: permission",
    "  SESSION-002  lexer   stalled     4s      has not moved",
    "  SESSION-001  parser  working     4m 10s  runs: sh build.sh",
  ]);
});

test.each([40, 60, 80, 160])("no line is wider than a screen of %d columns", (columns) => {
  for (const line of page(columns)) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
});

test("colour changes no column", () => {
  const colored = statusPage(
    statusView({ sessions, runs: [run], attention }),
    { columns: 80, paint: COLOR },
    LIMITS,
  );
  expect(colored.join("\n")).toContain("\x1b[");
  expect(colored.map((line) => Bun.stripANSI(line).trimEnd())).toEqual(page(80));
});

test("what nobody watched is told below the heading", () => {
  const interval = { from: "2026-01-31T08:00:00.000Z", to: "2026-01-31T08:03:00.000Z" };
  const status = statusView({ unobserved: [{ kind: "daemon_down", ...interval }] });
  expect(statusPage(status, plainScreen(80), LIMITS)[1]).toMatch(
    /^not watched: daemon down (\S+ )?\d\d:\d\d-(\S+ )?\d\d:\d\d$/,
  );
  expect(statusPage(statusView(), plainScreen(80), LIMITS)[1]).toBe("");
});

test("an empty project is told how to begin", () => {
  const lines = statusPage(statusView(), plainScreen(80), LIMITS).join("\n");
  expect(lines).toContain("No run yet");
  expect(lines).toContain("overstory init --plan");
});

describe("with 500 sessions", () => {
  const many = Array.from({ length: 500 }, (_, index) =>
    sessionView({ key: `SESSION-${1000 + index}`, state: index === 499 ? "stalled" : "working" }),
  );
  const lines = statusPage(statusView({ sessions: many }), plainScreen(80), LIMITS);

  test("the page stays short and says how many it hides", () => {
    expect(lines.length).toBeLessThan(12);
    expect(lines.at(-1)).toBe("  … 495 more (495 working; overstory sessions lists them)");
  });

  test("those that do not move come first", () => {
    expect(lines.find((line) => line.includes("SESSION-"))).toContain("SESSION-1499");
  });
});

test("needs past the limit are counted", () => {
  const needs = Array.from({ length: 8 }, (_, index) => attentionView({ subject: `S${index}` }));
  const lines = statusPage(statusView({ attention: needs }), plainScreen(80), LIMITS);
  expect(lines).toContain("Needs you (8)");
  expect(lines).toContain("  … 5 more (overstory alerts lists them all)");
});

test("clocks of what goes on move with the age of the data, those of what ended do not", () => {
  const ended = sessionView({
    key: "SESSION-009",
    state: "completed",
    outcome: "success",
    endedAt: "2026-01-31T12:00:00.000Z",
  });
  const lines = statusPage(
    statusView({
      sessions: [sessionView(), ended],
      runs: [run, runView([], { endedAt: "2026-01-31T12:00:00.000Z" })],
    }),
    plainScreen(80),
    { ...LIMITS, ageMs: 60_000 },
  ).join("\n");
  expect(lines).toMatch(/SESSION-001.* 5m 10s/);
  expect(lines).toMatch(/SESSION-009.* 4m 10s/);
  expect(lines.match(/active 2m 01s/g)).toHaveLength(1);
});

test("escape sequences in names, goals and needs do not reach the terminal", () => {
  const evil = "\x1b[2Jevil\x07\n";
  const lines = statusPage(
    statusView({
      project: { root: "/", name: evil },
      sessions: [sessionView({ name: evil, doing: evil })],
      runs: [runView([taskView({ key: evil, status: "aborted", stopReason: evil })], { goal: evil })],
      attention: [attentionView({ subject: evil, message: evil, hint: evil })],
    }),
    plainScreen(80),
    LIMITS,
  );
  expect(lines.join("")).toContain("evil");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(lines.join("")).not.toMatch(/[\x00-\x1f\x7f]/);
});
