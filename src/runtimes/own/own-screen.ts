import type { RuntimeSettings } from "../../config/runtimes.ts";
import { plainReading, type ScreenReading } from "../../domain/agent/screen-reading.ts";
import type { PaneScreen } from "../../domain/pane-screen.ts";
import { screenMark } from "../screen-mark.ts";
import { readShellScreen } from "../shell-screen.ts";

type Patterns = Pick<RuntimeSettings, "ready" | "busy" | "dialog" | "limit">;

/**
 * How a screen is read by the patterns of the configuration: a dialog before everything else, then a limit, work, and
 * readiness. Where none is found, it is read as that of any program; one whose readiness has a pattern is then not ready.
 */
export function ownScreen(patterns: Patterns): (screen: PaneScreen) => ScreenReading {
  const finders = {
    dialog: finder(patterns.dialog),
    limit: finder(patterns.limit),
    busy: finder(patterns.busy),
    ready: finder(patterns.ready),
  };
  const isAnimated = drawsScreen(patterns);
  return (screen) => {
    const { rows } = screen;
    const reading = readByPattern(finders, rows) ?? withoutPattern(screen, isAnimated);
    return { ...reading, mark: isAnimated ? screenMark(rows) : null };
  };
}

/** It says how it looks while it takes input or works, so that it draws its screen for a person. */
export const drawsScreen = ({ ready, busy }: Patterns): boolean => ready !== undefined || busy !== undefined;

type Finder = (rows: readonly string[]) => string | undefined;

/** The lowest row that matches, with or without the blank behind it: screens are read without the blanks at their ends. */
function finder(pattern: string | undefined): Finder {
  if (pattern === undefined) return () => undefined;
  const expression = new RegExp(pattern, "u");
  return (rows) => rows.findLast((row) => expression.test(row) || expression.test(`${row} `));
}

function readByPattern(
  { dialog, limit, busy, ready }: Record<keyof Patterns, Finder>,
  rows: readonly string[],
): ScreenReading | undefined {
  const asked = dialog(rows)?.trim();
  if (asked !== undefined)
    return { ...plainReading("dialog"), dialog: { what: "other", text: asked, options: [] } };
  const limited = limit(rows)?.trim();
  if (limited !== undefined)
    return {
      ...plainReading("limit"),
      fault: { cause: "limited", text: limited, until: null, isRetrying: false },
    };
  if (busy(rows) !== undefined) return plainReading("busy");
  return ready(rows) === undefined ? undefined : plainReading("ready");
}

function withoutPattern(screen: PaneScreen, isAnimated: boolean): ScreenReading {
  const reading = readShellScreen(screen);
  return isAnimated && reading.screen === "plain" ? plainReading("full_screen") : reading;
}
