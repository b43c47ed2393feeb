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
      { id: null, name: "b", openedAt: NOW, permittedMs: 5 },
      { id: null, name: "a", openedAt: NOW, permittedMs: 7 },
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

describe("in a conversation", () => {
  const turnOf = (...reports: Report[]) => take(...reports).turn;

  test("turns begin and end as they are told, and a tool after one is of a turn that began by itself", () => {
    expect(turnOf({ kind: "progress", note: null })).toBe("none");
    expect(turnOf({ kind: "turn_began" })).toBe("working");
    expect(turnOf({ kind: "turn_began" }, { kind: "turn_over" })).toBe("idle");
    expect(turnOf({ kind: "turn_over" }, { kind: "progress", note: null })).toBe("idle");
    expect(turnOf({ kind: "turn_over" }, start("a"))).toBe("working");
    expect(turnOf(start("a"))).toBe("none");
  });

  test("calls are told apart by their ids, also of one tool", () => {
    const call = (id: string): Report => ({ kind: "tool_start", id, name: "Bash", permittedMs: 5 });
    const open = take(call("1"), call("2"), { kind: "tool_end", id: "1", name: "Bash" });
    expect(open.openTools).toEqual([{ id: "2", name: "Bash", openedAt: NOW, permittedMs: 5 }]);
    expect(take(call("1"), call("2"), { kind: "tool_end", name: "Bash" }).openTools).toEqual([]);
  });

  test("no call outlives its turn, and a prompt that joins the turn ends none", () => {
    const begun = take({ kind: "turn_began" }, start("a"));
    expect(takeReport(begun, { kind: "turn_over" }, NOW, 1).openTools).toEqual([]);
    expect(takeReport(begun, { kind: "turn_began" }, NOW, 1).openTools).toEqual(begun.openTools);
  });

  const wait: Report = { kind: "wait", attention: "question", reason: "which port?" };
  const over = { kind: "turn_over" } as const;

  test("what the model says that it waits for holds until its next turn, or until it says otherwise", () => {
    const told = take(
      { kind: "turn_began" },
      { ...wait, by: "agent" },
      { kind: "tool_end", name: "Bash" },
      over,
    );
    expect(told).toMatchObject({ turn: "idle", declared: { attention: "question", by: "agent" } });
    expect(takeReport(told, { kind: "turn_began" }, NOW, 1).declared).toBeNull();
    expect(takeReport(told, { kind: "working" }, NOW, 1).declared).toBeNull();
  });

  test("what its program shows is over when it goes on", () => {
    expect(take({ kind: "turn_began" }, wait, start("a")).declared).toBeNull();
  });

  test("what is asked about a turn that is over is not answered by what trails after it", () => {
    const asked = take(over, { ...wait, by: "supervisor" });
    expect(takeReport(asked, { kind: "progress", note: null }, NOW, 1).declared).toEqual(asked.declared);
    expect(takeReport(asked, start("a"), NOW, 1).declared).toBeNull();
  });
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
