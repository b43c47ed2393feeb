import { expect, test } from "bun:test";
import { type Glance, nextPace, type Pace } from "../../../src/supervisor/watchdog/pace.ts";

const CPU_SHARE = 0.02;

/** The pace after looks that are a second apart. */
const after = (...glances: Partial<Glance>[]) =>
  glances.reduce<Pace | undefined>(
    (pace, glance, index) =>
      nextPace(pace, { at: index * 1000, output: 1, cpuMs: 1000, isRunning: false, ...glance }, CPU_SHARE),
    undefined,
  );

test("counts the looks at which nothing had moved", () => {
  expect(after({})).toMatchObject({ isLoud: false, isBusy: false, stillLooks: 0 });
  expect(after({}, {})).toMatchObject({ isLoud: false, isBusy: false, stillLooks: 1 });
  expect(after({}, {}, {})).toMatchObject({ isLoud: false, isBusy: false, stillLooks: 2 });
});

test("output is loud and begins the count anew", () => {
  expect(after({}, {}, { output: 2 })).toMatchObject({ isLoud: true, isBusy: false, stillLooks: 0 });
});

test("a running process, or CPU time past the noise, is busy and begins the count anew", () => {
  expect(after({}, {}, { isRunning: true })).toMatchObject({ isLoud: false, isBusy: true, stillLooks: 0 });
  expect(after({}, {}, { cpuMs: 1050 })).toMatchObject({ isLoud: false, isBusy: true, stillLooks: 0 });
  expect(after({}, {}, { cpuMs: 1030 })).toMatchObject({ isBusy: false, stillLooks: 2 });
});

test("what cannot be read is no movement", () => {
  const unknown = { unknown: "why" };
  expect(after({}, { output: unknown, cpuMs: unknown }, {})).toMatchObject({ isLoud: false, stillLooks: 2 });
});
