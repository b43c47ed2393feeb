import { describe, expect, test } from "bun:test";
import { isScreenDue, type ScreenLook, takeScreen } from "../../../src/domain/watchdog/take-screen.ts";
import { judge } from "../../../src/domain/watchdog/verdict.ts";
import { evidence, MINUTE, moved, NOW, POLICY, WALL } from "./evidence-samples.ts";

const busy = (mark: string | null): ScreenLook => ({ screen: "busy", mark });
const animated = (before: ReturnType<typeof evidence>, look: ScreenLook, at: number) =>
  takeScreen(before, look, at, true);

describe("an animated screen", () => {
  test("that shows something else than at the look before has moved", () => {
    const first = animated(evidence(), busy("a"), NOW - MINUTE);
    const second = animated(first, busy("b"), NOW);
    expect(second).toMatchObject({ screen: "busy", movements: { output: { movedAt: NOW, unknown: null } } });
  });

  test("that shows the same has not, however it spins", () => {
    const first = animated(evidence(), busy("a"), NOW - MINUTE);
    expect(animated(first, busy("a"), NOW).movements).toEqual(first.movements);
    const still = animated(evidence(), busy(null), NOW - MINUTE);
    expect(animated(still, busy(null), NOW).movements).toEqual(still.movements);
  });

  test("that was not looked at before may just have moved", () => {
    expect(animated(evidence(), busy("a"), NOW).movements.output).toEqual({ movedAt: NOW, unknown: null });
  });

  test("is held against nothing from before something else moved", () => {
    const mark = { text: "a", seenAt: NOW - 5 * MINUTE };
    const since = evidence({ mark, movements: moved("transcript", NOW - 4 * MINUTE) });
    expect(animated(since, busy("a"), NOW).movements.output.movedAt).toBe(NOW);
    const before = evidence({ mark, movements: moved("transcript", NOW - 6 * MINUTE) });
    expect(animated(before, busy("a"), NOW).movements.output.movedAt).toBeNull();
  });

  test("that cannot be seen is not taken for still", () => {
    const known = evidence({ mark: { text: "a", seenAt: NOW - MINUTE } });
    const unseen = animated(known, { unknown: "no tmux" }, NOW);
    expect(unseen).toMatchObject({ screen: { unknown: "no tmux" }, mark: known.mark });
    expect(unseen.movements.output.unknown).toBe("no tmux");
  });
});

test("of a screen that does not move by itself only what it shows is taken in", () => {
  const plain = evidence();
  expect(takeScreen(plain, { screen: "dialog", mark: null }, NOW, false)).toEqual({
    ...plain,
    screen: "dialog",
  });
});

describe("a screen is looked at", () => {
  const verdictAfter = (silentMs: number, change = {}) =>
    judge(evidence({ startedAt: NOW - silentMs, ...change }), POLICY, { observed: NOW, wall: WALL });
  const isDue = (silentMs: number, isAnimated: boolean, change = {}) =>
    isScreenDue(verdictAfter(silentMs, change), POLICY, NOW, isAnimated);

  test("when its session counts as stalled without it", () => {
    expect(isDue(POLICY.staleMs, false)).toBe(true);
    expect(isDue(POLICY.staleMs - 1, false)).toBe(false);
  });

  test("from a quarter of that time on when it moves by itself, and not before", () => {
    expect(isDue(POLICY.staleMs / 4, true)).toBe(true);
    expect(isDue(POLICY.staleMs / 4 - 1, true)).toBe(false);
  });

  test("not while its session waits or starts", () => {
    expect(isDue(POLICY.staleMs, true, { turn: "idle" })).toBe(false);
    expect(isDue(POLICY.bootMs - 1, true, { hasBooted: false })).toBe(false);
  });
});
