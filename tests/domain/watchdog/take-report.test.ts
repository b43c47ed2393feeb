import { describe, expect, test } from "bun:test";
import type { Report } from "../../../src/domain/watchdog/report.ts";
import { endLimits, takeReport, UNTIMED_LIMIT_MS } from "../../../src/domain/watchdog/take-report.ts";
import { evidence, NOW, POLICY, WALL } from "./evidence-samples.ts";

const STUCK = evidence();

const take = (...reports: Report[]) =>
  reports.reduce((evidence, report) => takeReport(evidence, report, NOW, POLICY.toolMs), STUCK);

const start = (name: string, permittedMs: number | null = null): Report => ({
  kind: "tool_start",
  name,
  permittedMs,
});

describe("a report", () => {
  test("is a movement", () => {
    expect(take({ kind: "progress", note: null }).movements.reports.movedAt).toBe(NOW);
  });

  test("opens a tool for its own time or the policy's, once a name, until it ends", () => {
    const open = take(start("a"), start("b", 5), start("a", 7));
    expect(open.openTools).toEqual([
      { name: "b", openedAt: NOW, permittedMs: 5 },
      { name: "a", openedAt: NOW, permittedMs: 7 },
    ]);
    expect(take(start("a")).openTools[0]?.permittedMs).toBe(POLICY.toolMs);
    expect(
      takeReport(open, { kind: "tool_end", name: "a" }, NOW, 1).openTools.map(({ name }) => name),
    ).toEqual(["b"]);
  });

  test.each<Report>([{ kind: "progress", note: null }, { kind: "working" }, start("a")])(
    "of work ends a declared wait: %j",
    (report) => {
      const waiting = take({ kind: "wait", attention: "question", reason: "which port?" });
      expect(waiting.declared).toMatchObject({ attention: "question", reason: "which port?", until: null });
      expect(takeReport(waiting, report, NOW, 1).declared).toBeNull();
    },
  );
});

describe("a declared limit", () => {
  const limited = take({ kind: "limited", until: WALL, group: null, reason: null });

  test("is over at its time, from which the agent has its whole time to move", () => {
    expect(endLimits(limited, { observed: NOW + 9, wall: WALL - 1 })).toBe(limited);
    const over = endLimits(limited, { observed: NOW + 9, wall: WALL });
    expect(over).toMatchObject({ declared: null, movements: { reports: { movedAt: NOW + 9 } } });
  });

  test("without a time is over after an hour of observed time, whatever the clock says", () => {
    const open = take({ kind: "limited", until: null, group: null, reason: null });
    const declaredAt = open.declared?.declaredAt ?? 0;
    const last = declaredAt + UNTIMED_LIMIT_MS - 1;
    expect(endLimits(open, { observed: last, wall: Number.MAX_SAFE_INTEGER })).toBe(open);
    expect(endLimits(open, { observed: last + 1, wall: 0 })).toMatchObject({ declared: null });
  });
});
