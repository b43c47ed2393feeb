import { describe, expect, test } from "bun:test";
import { type Evidence, unmoved } from "../../../src/domain/watchdog/evidence.ts";
import { silencesOf } from "../../../src/domain/watchdog/history.ts";
import { judge, type Rule } from "../../../src/domain/watchdog/verdict.ts";
import { evidence, MINUTE, moved, WALL } from "./evidence-samples.ts";
import { logOf } from "./log-samples.ts";

/** The silence from minute 10 to 40, of which nothing is on record but its end and the rule that decided last. */
function silenceBefore(
  after: Partial<Evidence>,
  rule: Rule = "no_movement",
  expiresAt: number | null = null,
) {
  const [end] = logOf({ since: 10, until: 40, end: "moves" }).slice(-1);
  if (!end) throw new Error("there is no entry");
  const detail = {
    ...end.detail,
    evidence: evidence({ startedAt: 0, movements: moved("reports", 40 * MINUTE), ...after }),
    silence: { since: 10 * MINUTE, rule, expiresAt },
  };
  const [silence] = silencesOf([{ ...end, detail }], null);
  if (!silence) throw new Error("there is no silence");
  const [{ evidence: known, policy }] = silence.known;
  return { ...silence, known, verdict: judge(known, policy, { observed: 30 * MINUTE, wall: WALL }) };
}

describe("of a silence of which only the end is on record", () => {
  test("its ends are known, and that nothing moved in it", () => {
    const { since, until, movedAgainAt, known } = silenceBefore({});
    expect({ since, until, movedAgainAt }).toEqual({
      since: 10 * MINUTE,
      until: 40 * MINUTE,
      movedAgainAt: 40 * MINUTE,
    });
    expect(known.movements.reports.movedAt).toBe(10 * MINUTE);
  });

  test.each([
    ["open_tool", "busy_quiet"],
    ["declared_wait", "waiting"],
    ["declared_limit", "limited"],
    ["screen_limit", "limited"],
    ["screen_asks", "waiting"],
    ["reads_terminal", "waiting"],
    ["process_stopped", "waiting"],
    ["process_unseen", "unknown"],
    ["work_unseen", "unknown"],
    ["no_movement", "stalled"],
  ] as const)("the rule %s tells that it was %s", (rule, verdict) => {
    expect(silenceBefore({}, rule, 60 * MINUTE).verdict.verdict).toBe(verdict);
  });

  test("a tool counts that is open still, and none that was opened since", () => {
    const tool = (openedAt: number) => ({ id: null, name: "Bash", openedAt, permittedMs: 60 * MINUTE });
    expect(silenceBefore({ openTools: [tool(5 * MINUTE)] }).verdict.verdict).toBe("busy_quiet");
    expect(silenceBefore({ openTools: [tool(40 * MINUTE)] }).verdict.verdict).toBe("stalled");
  });

  test("an agent that came to life at its end was booting in it", () => {
    const { verdict, known } = silenceBefore({ startedAt: 40 * MINUTE, movements: unmoved() });
    expect(verdict.rule).toBe("boot_overdue");
    expect(known.startedAt).toBe(10 * MINUTE);
  });
});

test("booting goes on through movements, working does not", () => {
  const twice = (known: Partial<Evidence>) =>
    [0, 30].flatMap((since) => {
      const movements = moved("output", since * MINUTE);
      return logOf({ since: 0, until: 1, isNew: true, known: { movements, ...known } }).map((entry) => ({
        ...entry,
        observed: since * MINUTE + 1,
      }));
    });
  const until = (known: Partial<Evidence>) => silencesOf(twice(known), null).map((silence) => silence.until);
  expect(until({ hasBooted: false })).toEqual([30 * MINUTE, 30 * MINUTE + 1]);
  expect(until({})).toEqual([1, 30 * MINUTE + 1]);
});

test("a silence without an end on record ended at the latest when the next one began", () => {
  const entries = [...logOf({ since: 0, until: 11 }), ...logOf({ since: 50, until: 61 })];
  const silences = silencesOf(entries, null).map(({ since, until, movedAgainAt }) => [
    since,
    until,
    movedAgainAt,
  ]);
  expect(silences).toEqual([
    [0, 10 * MINUTE, 50 * MINUTE],
    [50 * MINUTE, 60 * MINUTE, null],
  ]);
});
