import { expect, test } from "bun:test";
import { unobservedWords } from "../../../src/cli/render/unobserved.ts";

/** A local time of a day, as views have it. */
const at = (day: number, hour: number, minute: number, second = 0) =>
  new Date(2026, 0, day, hour, minute, second).toISOString();
const NOW = at(31, 12, 0);

test("stretches are told in local time, with the date where it is another than today's", () => {
  expect(
    unobservedWords(
      [
        { kind: "daemon_frozen", from: at(30, 23, 0), to: at(31, 1, 0) },
        { kind: "asleep", from: at(31, 2, 10), to: at(31, 7, 40) },
        { kind: "daemon_down", from: at(31, 8, 0), to: at(31, 8, 3) },
        { kind: "clock_set", from: at(31, 11, 0), to: at(31, 10, 0) },
      ],
      NOW,
    ),
  ).toBe(
    "daemon frozen 2026-01-30 23:00-01:00, asleep 02:10-07:40, daemon down 08:00-08:03, clock set 11:00-10:00",
  );
});

test("neighbours of a kind are one, and what stays below a minute is left out", () => {
  const short = (from: number, to: number) => ({ from: at(31, 8, 0, from), to: at(31, 8, 0, to) });
  const words = (kinds: ("asleep" | "daemon_down")[]) =>
    unobservedWords(
      kinds.map((kind, index) => ({ kind, ...short(index * 40, index * 40 + 35) })),
      NOW,
    );
  expect(words(["asleep", "asleep"])).toBe("asleep 08:00-08:01");
  expect(words(["asleep", "daemon_down"])).toBe("");
  const apart = [
    { kind: "asleep", from: at(31, 8, 0), to: at(31, 8, 3) },
    { kind: "asleep", from: at(31, 8, 5), to: at(31, 8, 9) },
  ] as const;
  expect(unobservedWords([...apart], NOW)).toBe("asleep 08:00-08:03, asleep 08:05-08:09");
  const set = [
    { kind: "clock_set", from: at(31, 11, 0), to: at(31, 10, 0) },
    { kind: "clock_set", from: at(31, 10, 0), to: at(31, 11, 0) },
  ] as const;
  expect(unobservedWords([...set], NOW)).toBe("clock set 11:00-10:00, clock set 10:00-11:00");
});
