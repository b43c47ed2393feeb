import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { heldTogether } from "../../../src/domain/watchdog/brake.ts";

const silences = (...since: number[]) => new Map(since.map((at, index) => [`session-${index}`, at]));
const anySilences = fc.array(fc.nat({ max: 600_000 }), { maxLength: 40 }).map((all) => silences(...all));

/** The rule as it is said, by looking at every minute that begins with a silence. */
function heldByDefinition(since: ReadonlyMap<string, number>, openSessions: number): Set<string> {
  const held = new Set<string>();
  for (const begin of since.values()) {
    const together = [...since].filter(([, at]) => at >= begin && at <= begin + 60_000);
    if (together.length > Math.max(5, openSessions / 5)) for (const [id] of together) held.add(id);
  }
  return held;
}

describe("heldTogether", () => {
  test.each([
    ["five may fall silent together", 20, [0, 1, 2, 3, 4], 0],
    ["six may not", 20, [0, 1, 2, 3, 4, 5], 6],
    ["of a hundred, twenty may", 100, Array.from({ length: 20 }, () => 7), 0],
    ["and twenty-one may not", 100, Array.from({ length: 21 }, () => 7), 21],
    ["six within a minute to the millisecond are together", 6, [0, 0, 0, 0, 0, 60_000], 6],
    ["past it they are not", 6, [0, 0, 0, 0, 0, 60_001], 0],
    [
      "one that was silent long before is not held with the others",
      8,
      [0, 900_000, 900_001, 900_002, 900_003, 900_004, 900_005],
      6,
    ],
  ])("%s", (_, open, since, held) => {
    expect(heldTogether(silences(...since), open).size).toBe(held);
  });

  test("holds exactly those that fell silent within a minute of too many others", () => {
    fc.assert(
      fc.property(anySilences, fc.nat({ max: 200 }), (since, more) => {
        const open = since.size + more;
        expect([...heldTogether(since, open)].sort()).toEqual([...heldByDefinition(since, open)].sort());
      }),
    );
  });
});
