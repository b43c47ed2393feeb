import { describe, expect, test } from "bun:test";
import { ControlLoop, type ControlLoopParts } from "../src/control-loop.ts";
import { until } from "./support/wait.ts";

/** One whose looks may be held open. */
function made(work: Partial<ControlLoopParts> = {}) {
  const seen = { begun: 0, atOnce: 0, most: 0, failures: [] as unknown[] };
  let gate = Promise.resolve();
  const loop = new ControlLoop({
    look: async () => {
      seen.begun++;
      seen.most = Math.max(seen.most, ++seen.atOnce);
      await gate;
      seen.atOnce--;
      return null;
    },
    failed: (error) => seen.failures.push(error),
    retryMs: 5,
    clock: Date.now,
    ...work,
  });
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    return resolve;
  };
  return { loop, seen, hold };
}

describe("a control loop", () => {
  test("looks once for all that is asked before it does", async () => {
    const { loop, seen } = made();
    await Promise.all([loop.ask(), loop.ask(), loop.ask()]);
    expect(seen).toMatchObject({ begun: 1, most: 1 });
    await loop.stop();
  });

  test("looks once more for all that is asked while it does, and who asked hears when that is over", async () => {
    const { loop, seen, hold } = made();
    const release = hold();
    const first = loop.ask();
    await until("it goes on", () => seen.begun === 1);
    const others = Promise.all([loop.ask(), loop.ask()]);
    release();
    await Promise.all([first, others]);
    expect(seen).toMatchObject({ begun: 2, most: 1 });
    await loop.stop();
  });

  test("tells when a look fails, and looks again by itself", async () => {
    let tries = 0;
    const { loop, seen } = made({
      look: async () => {
        if (++tries === 1) throw new Error("no disk");
        return null;
      },
    });
    await loop.ask();
    await until("it is done again", () => tries === 2);
    expect(seen.failures).toEqual([new Error("no disk")]);
    await loop.stop();
  });

  test("looks when it said that it is due, unasked", async () => {
    let begun = 0;
    const { loop } = made({ look: async () => (++begun === 1 ? Date.now() + 5 : null) });
    await loop.ask();
    await until("it has begun", () => begun === 2);
    await loop.stop();
  });

  test("leaves the gap between two looks, however often it is asked", async () => {
    const begun: number[] = [];
    const { loop } = made({
      gapMs: 50,
      look: async () => {
        begun.push(performance.now());
        return null;
      },
    });
    await loop.ask();
    await Promise.all([loop.ask(), loop.ask()]);
    expect(begun).toHaveLength(2);
    expect((begun[1] ?? 0) - (begun[0] ?? 0)).toBeGreaterThanOrEqual(49);
    await loop.stop();
  });

  test("that is stopped ends the look that goes on, and begins none", async () => {
    const { loop, seen, hold } = made();
    const release = hold();
    void loop.ask();
    await until("it goes on", () => seen.begun === 1);
    void loop.ask();
    const stopped = loop.stop();
    release();
    await stopped;
    await loop.ask();
    expect(seen).toMatchObject({ begun: 1, atOnce: 0 });
  });

  test("that is stopped does not wait for a gap to pass", async () => {
    const { loop, seen } = made({ gapMs: 60_000 });
    await loop.ask();
    void loop.ask();
    await loop.stop();
    expect(seen.begun).toBe(1);
  });
});
