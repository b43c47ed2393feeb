import { plainReading, type ScreenReading } from "../domain/agent/screen-reading.ts";
import type { PaneScreen } from "../domain/pane-screen.ts";
import type { Screen } from "../domain/watchdog/evidence.ts";

/** A choice that is offered in words: [y/N], (yes/no), ([y]/n)?, (yes/no/[fingerprint])? */
const YES_NO = /[[(]\s*\[?y(es)?\]?\s*[/|]\s*\[?no?\b[^\])]*\]?[^\])]*[\])]\s*[?:]?$/i;
const ANY_KEY =
  /\b(press|hit|use)\b.{0,20}\b(any key|a key|enter|return|arrow keys)\b.{0,40}$|^--\s?more\s?--/i;

/** How a question ends behind which an answer is typed, and how a prompt does, which has a blank behind it. */
const QUESTION = /[?:]$/;
const PROMPT = /[>$#❯›»]$/;

const MENU_ROWS = 20;

/**
 * Reads the screen of a program about which nothing is known: it asks when the cursor stands behind words that call for
 * an answer.
 */
export const readShellScreen = (screen: PaneScreen): ScreenReading => plainReading(readKind(screen));

function readKind(screen: PaneScreen): Screen {
  if (screen.isAlternate) return "full_screen";
  const { row, column } = screen.cursor;
  const line = screen.rows[row] ?? "";
  if (line === "") return asksAbove(screen.rows.slice(0, row)) ? "dialog" : "plain";
  const behind = column - Bun.stringWidth(line);
  if (behind !== 0 && behind !== 1) return "plain";
  if (YES_NO.test(line) || ANY_KEY.test(line)) return "dialog";
  if (!QUESTION.test(line) && !(PROMPT.test(line) && behind === 1)) return "plain";
  return endsInMenu(screen.rows.slice(0, row)) ? "dialog" : "prompt";
}

/** The last words before an empty line with the cursor: only what cannot be taken for a report. */
function asksAbove(rows: readonly string[]): boolean {
  const last = rows.findLast((text) => text !== "") ?? "";
  return YES_NO.test(last) || ANY_KEY.test(last);
}

/** Numbered from 1 on, at least two, nearby. */
function endsInMenu(rows: readonly string[]): boolean {
  const numbers = rows.slice(-MENU_ROWS).flatMap((text) => /^\s*\[?(\d+)[\]).:]\s*\S/.exec(text)?.[1] ?? []);
  const first = numbers.lastIndexOf("1");
  return first >= 0 && numbers[first + 1] === "2";
}
