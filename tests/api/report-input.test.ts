import { describe, expect, test } from "bun:test";
import { parseSignal } from "../../src/api/report-input.ts";
import { errorOf } from "../support/error-of.ts";

const NOW = Date.parse("2026-01-31T12:00:00Z");

describe("parseSignal", () => {
  test.each([
    [{ kind: "progress" }, { kind: "progress", note: null }],
    [
      { kind: "tool_start", name: "tests", permittedMs: 60_000 },
      { kind: "tool_start", name: "tests", permittedMs: 60_000 },
    ],
    [
      { kind: "limited", until: "2026-01-31T13:00:00+01:00" },
      { kind: "limited", until: NOW, group: null, reason: null },
    ],
  ])("reads %j", (report, expected) => {
    expect<unknown>(parseSignal({ attempt: 2, report }, NOW)).toEqual({ attempt: 2, report: expected });
    expect(parseSignal({ report }, NOW).attempt).toBeNull();
  });

  test("cuts a long text, since a refused report tells nothing", () => {
    const { report } = parseSignal({ report: { kind: "progress", note: "x".repeat(5000) } }, NOW);
    expect(report).toEqual({ kind: "progress", note: "x".repeat(1000) });
  });

  test.each([
    [{ kind: "progres" }, "report.kind: must be one of progress,"],
    [{ kind: "tool_start", name: "" }, "report.name: must not be empty"],
    [{ kind: "tool_start", name: "x", permittedMs: 0.5 }, "report.permittedMs: must be a whole number"],
    [{ kind: "wait", attention: "limited" }, "report.attention: must be one of permission,"],
    [{ kind: "limited", until: "soon" }, 'report.until: "soon" is not a time'],
    [{ kind: "limited", until: "2027-01-31T12:00:00Z" }, "report.until: is more than 31 days ahead"],
    [{ kind: "limited", group: "a b" }, 'report.group: "a b" may hold only letters'],
    [{ kind: "working", note: "x" }, "report.note: is no known field"],
  ])("refuses %j", (report, fault) => {
    const { code, message } = errorOf(() => parseSignal({ report }, NOW));
    expect(code).toBe("usage");
    expect(message).toContain(`signal: ${fault}`);
  });
});
