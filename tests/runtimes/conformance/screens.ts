import { expect, test } from "bun:test";
import { PANE_KEYS } from "../../../src/domain/agent/pane-key.ts";
import type { ScreenReading } from "../../../src/domain/agent/screen-reading.ts";
import { runtimeEntry } from "../agent-start.ts";
import type { Conforming, ScreenLabel } from "../conformance.ts";
import { recordedScreens } from "../recorded.ts";

/** How its screens are read. */
export function readsScreens({ name, make, recorded = {} }: Conforming): void {
  const runtime = make(name, runtimeEntry());
  for (const [folder, { screens: labels }] of Object.entries(recorded)) {
    const screens = recordedScreens(folder);
    test(`every screen of ${folder} is labelled`, () => {
      expect(Object.keys(labels).sort()).toEqual([...screens.keys()].sort());
    });

    for (const [title, screen] of screens) {
      const label = labels[title];
      if (label)
        test(`the screen ${title} of ${folder} is read`, () => fits(runtime.readScreen(screen), label));

      test(`the screen ${title} of ${folder} takes no text when its top is gone, if it does not take any`, () => {
        const whole = runtime.readScreen(screen).screen;
        if (whole !== "dialog") return;
        const last = screen.rows.findLastIndex((row) => row !== "");
        for (let cut = 0; cut < last - 6; cut++) {
          const rows = screen.rows.slice(cut);
          const cursor = { ...screen.cursor, row: Math.max(0, screen.cursor.row - cut) };
          expect(["ready", "plain", "busy"]).not.toContain(
            runtime.readScreen({ ...screen, rows, cursor }).screen,
          );
        }
      });
    }

    test(`any part of a screen of ${folder} can be read`, () => {
      for (const screen of screens.values())
        for (const end of [0, 1, 5, Math.floor(screen.rows.length / 2)])
          sound(
            runtime.readScreen({
              ...screen,
              rows: screen.rows.slice(0, end),
              cursor: { row: 99, column: 0 },
            }),
          );
    });
  }

  test("an empty screen asks nothing", () => {
    const reading = runtime.readScreen({
      rows: Array(50).fill(""),
      isAlternate: false,
      cursor: { row: 0, column: 0 },
    });
    expect(reading.dialog).toBeNull();
    expect(reading.screen).not.toBe("ready");
  });
}

function fits(reading: ScreenReading, { dialog, fault, ...label }: ScreenLabel): void {
  sound(reading);
  expect(reading).toMatchObject(label);
  if (fault !== undefined) expect<string | null>(reading.fault?.cause ?? null).toBe(fault);
  if (dialog === undefined) return;
  expect<string | null>(reading.dialog?.what ?? null).toBe(dialog?.what ?? null);
  for (const [means, keys] of Object.entries(dialog?.keys ?? {}))
    expect<readonly string[] | undefined>(
      reading.dialog?.options.find((option) => option.means === means)?.keys,
    ).toEqual(keys);
}

/** What holds of every reading: a dialog is one, and what can be chosen there has keys and says something. */
function sound({ screen, dialog }: ScreenReading): void {
  expect(dialog !== null).toBe(screen === "dialog");
  const options = dialog?.options ?? [];
  for (const { label, keys } of options) {
    expect(label).not.toBe("");
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) expect(PANE_KEYS).toContain(key);
  }
  expect(new Set(options.map(({ keys }) => keys.join(" "))).size).toBe(options.length);
  const answers = options.flatMap(({ means }) => (means === null || means === "always" ? [] : [means]));
  expect(new Set(answers).size).toBe(answers.length);
}
