import { expect, test } from "bun:test";
import { runtimeEntry } from "../agent-start.ts";
import type { Conforming } from "../conformance.ts";
import { recordedHooks } from "../recorded.ts";

const GARBAGE: readonly unknown[] = [undefined, null, 0, "text", true, [], [1], {}, { a: { b: [null] } }];

/** What its hooks say, and that nothing in them can do harm. */
export function readsHooks({ name, make, recorded = {}, silent = [] }: Conforming): void {
  const runtime = make(name, runtimeEntry());
  if (!runtime.readHook) return;
  const { readHook } = runtime;
  const read = (event: string, payload: unknown) => readHook.call(runtime, event, payload, 1_700_000_000_000);

  test("an event that it does not know is kept, and a payload that is none harms nothing", () => {
    expect(read("of-another-version", { any: "thing" })).toEqual([
      { kind: "unknown", event: "of-another-version" },
    ]);
    for (const payload of GARBAGE) {
      for (const event of ["of-another-version", "constructor", "__proto__", ""])
        expect(read(event, payload)).toEqual([{ kind: "unknown", event }]);
    }
  });

  for (const folder of Object.keys(recorded)) {
    const hooks = recordedHooks(folder);
    if (hooks.length === 0) continue;
    test(`every hook of ${folder} says something`, () => {
      for (const { event, payload } of hooks) {
        const signals = read(event, payload);
        expect(signals.filter(({ kind }) => kind === "unknown")).toEqual([]);
        if (!silent.includes(event)) expect({ event, signals }).not.toEqual({ event, signals: [] });
      }
    });

    test(`a hook of ${folder} of which a field is another thing harms nothing`, () => {
      for (const { event, payload } of hooks) {
        for (const garbage of GARBAGE) read(event, garbage);
        for (const field of Object.keys(Object(payload)))
          for (const garbage of GARBAGE) read(event, { ...Object(payload), [field]: garbage });
      }
    });
  }

  test("what its hooks print for the model holds the text", () => {
    const text = 'a "quoted"\nline';
    const events = new Set(
      Object.keys(recorded).flatMap((folder) => recordedHooks(folder).map(({ event }) => event)),
    );
    const printed = [...events].map((event) => runtime.hookContext?.(event, text)).filter(Boolean);
    if (runtime.abilities.context && events.size > 0) expect(printed).not.toEqual([]);
    for (const one of printed)
      expect(one?.includes(text) || one?.includes(JSON.stringify(text).slice(1, -1))).toBeTrue();
  });
}
