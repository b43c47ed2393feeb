import { expect, test } from "bun:test";
import type { WatchLogView } from "../../../src/api/contract/watchdog.ts";
import { watchLogTable } from "../../../src/cli/render/watchdog-log-table.ts";
import { clockTime, dateAndTime } from "../../../src/cli/render/words.ts";
import { plainScreen } from "../support/views.ts";

const at = "2026-01-31T12:00:00.000Z";
const entry = (change: Partial<WatchLogView>): WatchLogView => ({
  id: 17,
  at,
  session: "SESSION-003",
  kind: "step",
  verdict: "stalled",
  rule: "no_movement",
  step: "terminate",
  level: 3,
  acted: true,
  wrong: false,
  reasons: ["nothing has moved for 16m 00s", "output has not moved"],
  ...change,
});

test("steps have their number, and say whether they were taken and marked", () => {
  const log = [
    entry({ kind: "verdict", step: null, level: null, id: 16 }),
    entry({}),
    entry({ id: 18, acted: false, wrong: true }),
  ];
  const when = dateAndTime(at);
  expect(watchLogTable(log, plainScreen(140), "2026-02-02T12:00:00.000Z").slice(1)).toEqual([
    `        ${when}  SESSION-003  is stalled                       no_movement  nothing has moved for 16m 00s`,
    `  17    ${when}  SESSION-003  terminate                        no_movement  nothing has moved for 16m 00s`,
    `  18    ${when}  SESSION-003  terminate, recorded only, wrong  no_movement  nothing has moved for 16m 00s`,
  ]);
});

test("on 80 columns a line of today still says why", () => {
  const [, line] = watchLogTable([entry({})], plainScreen(80), at);
  expect(line).toBe(`  17    ${clockTime(at)}  SESSION-003  terminate  nothing has moved for 16m 00s`);
});
