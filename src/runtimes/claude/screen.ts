import type { Fault } from "../../domain/agent/fault.ts";
import { plainReading, type ScreenReading } from "../../domain/agent/screen-reading.ts";
import type { PaneScreen } from "../../domain/pane-screen.ts";
import { readDialog } from "./dialog.ts";
import { claudeFault } from "./fault.ts";
import { findInputBox, type InputBox, readDraft } from "./input-box.ts";
import { claudeMark, SPINNER } from "./mark.ts";

const BUSY = /\besc to (interrupt|interru)/i;
const RETRY = /^\s*\S\s+(.+?) · (?:will )?retry(?:ing)? in \d/u;
/** Until then it waits by itself. */
const LIMIT = /^\s*\W?\s*(Usage limit reached\b.*)$/u;
const LIMIT_HIT = /⎿\s+(You've hit your .*limit.*)$/u;
const LOGGED_OUT = /(Not logged in · \S.*)$/;
/** What a shell shows after it has ended, and a pane before it has drawn anything. */
const NOTHING = /^(Resume this session with:|claude --resume \S+|Pane is dead.*|\s*)$/;

/** What Claude Code's screen shows. Without its input box it takes no text: it asks something, or has not begun. */
export function readClaudeScreen({ rows, cursor, isAlternate }: PaneScreen): ScreenReading {
  const box = findInputBox(rows);
  if (box) return readWithBox(rows, box, cursor);
  const mark = claudeMark(rows);
  const dialog = readDialog(rows);
  if (dialog) return { ...plainReading("dialog"), dialog, mark };
  const isEmpty = rows.every((row) => NOTHING.test(row));
  // Something of its own that covers the box: its transcript, its settings, a menu.
  return { ...plainReading(isEmpty && !isAlternate ? "plain" : "full_screen"), mark };
}

function readWithBox(
  rows: readonly string[],
  box: InputBox,
  cursor: { row: number; column: number },
): ScreenReading {
  const footer = rows.slice(box.bottom + 1);
  const above = rows.slice(0, box.top);
  const retry = retryOf(above);
  const isBusy = retry !== null || footer.some((row) => BUSY.test(row)) || spins(above);
  const isLimited = footer.some((row) => LIMIT.test(row));
  return {
    screen: isBusy ? "busy" : isLimited ? "limit" : "ready",
    dialog: null,
    draft: readDraft(rows, box, cursor),
    fault: retry ?? troubleOf(above, footer),
    mark: claudeMark(above),
  };
}

/** In a narrow pane the line below the box is cut off before it says that it works. */
const spins = (above: readonly string[]): boolean => above.slice(-4).some((row) => SPINNER.test(row));

function retryOf(above: readonly string[]): Fault | null {
  const text = firstMatch(above.slice(-4), RETRY);
  return text === undefined ? null : { ...claudeFault({ error: null, text }, null), isRetrying: true };
}

/** What it still says after a turn: that a limit holds, or what its last answer was in place of one. */
function troubleOf(above: readonly string[], footer: readonly string[]): Fault | null {
  const text =
    firstMatch(footer, LIMIT) ?? firstMatch(above.slice(-6), LIMIT_HIT) ?? firstMatch(footer, LOGGED_OUT);
  return text === undefined ? null : claudeFault({ error: null, text }, null);
}

const firstMatch = (rows: readonly string[], pattern: RegExp): string | undefined =>
  rows.map((row) => pattern.exec(row)?.[1]).find(Boolean);
