import { expect, test } from "bun:test";
import { parseProcStat, readProcStat } from "../../src/process/proc-stat.ts";
import { isRow } from "../../src/process/process-row.ts";

/** Fields from the state on, as proc(5) numbers them. */
const stat = ({ name = "sleep", state = "S", threads = 1, terminal = 0, foreground = -1 }) =>
  `4242 (${name}) ${state} 7 40 39 ${terminal} ${foreground} 4194560 1 0 0 0 11 12 100 2000 20 0 ${threads} 0 778899 1\n`;

test("reads the fields after the last parenthesis, whatever the name holds", () => {
  for (const name of ["sleep", "a) R 1 (b", ")", "(", "two words", "line\nfeed) Z 1"]) {
    expect(parseProcStat(stat({ name }), "boot")).toEqual({
      pid: 4242,
      ppid: 7,
      pgid: 40,
      sid: 39,
      startTime: "778899@boot",
      state: "S",
      ended: false,
      isForeground: false,
      // 11 + 12 + 100 + 2000 ticks: its own time, and that of children it has waited for
      cpuMs: 21_230,
    });
  }
});

test.each([
  [34816, 40, true],
  [34816, 41, false],
  [0, 40, false],
  [34816, -1, false],
])(
  "with terminal %d and foreground group %d is in the foreground: %p",
  (terminal, foreground, isForeground) => {
    expect(parseProcStat(stat({ terminal, foreground }), "boot")?.isForeground).toBe(isForeground);
  },
);

test.each([
  ["Z", 1, true],
  ["X", 0, true],
  ["Z", 3, false],
  ["S", 1, false],
  ["D", 1, false],
  ["T", 1, false],
])("takes state %s with %d threads for ended: %p", (state, threads, ended) => {
  expect(parseProcStat(stat({ state, threads }), "boot")?.ended).toBe(ended);
});

test.each(["", "4242", "4242 (sleep) S 1 2 3"])("refuses the text %p", (text) => {
  expect(parseProcStat(text, "boot")).toBeUndefined();
});

test.skipIf(process.platform !== "linux")("finds this process with its parent", () => {
  const look = readProcStat(process.pid);
  expect(isRow(look) && look.ppid).toBe(process.ppid);
});
