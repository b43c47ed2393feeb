import { plainReading, type ScreenReading } from "../../domain/agent/screen-reading.ts";
import type { PaneScreen } from "../../domain/pane-screen.ts";
import { modelFault } from "../model-fault.ts";
import { screenMark } from "../screen-mark.ts";
import { readCodexDialog } from "./dialog.ts";

/** What stands in an empty input. */
const PLACEHOLDER = /^(Ask Codex to do anything|Explain this codebase|Summarize recent commits)?$/;
/** `• Working (8s • esc to interrupt)`, `◦ Reconnecting... 2/5 (33s • esc to interrupt)` */
const AT_WORK = /^\s*[•◦]\s+(.*?)\s*\(.*\besc to interrupt\)/u;
const RETRYING = /reconnecting/i;
const TURN_OVER = /^\s{2}Worked for .+•|^\s*■ /u;
const FAULT = /^\s*■ (.*)$/u;
const NO_FAULT = /conversation interrupted|use \/feedback/i;
/** The picture that it greets with, which moves. */
const PICTURE = /^[\s\u2800-\u28ff]+$/u;

/** Reads the screen of Codex's terminal interface. What is neither its input nor a dialog takes no text. */
export function readCodexScreen(screen: PaneScreen): ScreenReading {
  const dialog = readCodexDialog(screen);
  if (dialog) return { ...plainReading("dialog"), dialog, mark: markOf(screen.rows) };
  const input = findInput(screen);
  if (input === null) return { ...plainReading("full_screen"), mark: markOf(screen.rows) };
  const said = screen.rows.slice(0, input.row);
  const work = said.findLastIndex((row) => AT_WORK.test(row));
  const isBusy = work >= 0 || endsInAnswer(said);
  return {
    screen: isBusy ? "busy" : "ready",
    dialog: null,
    draft: input.draft,
    fault: work >= 0 ? retryOf(said.slice(work)) : isBusy ? null : lastFault(said),
    mark: markOf(work >= 0 ? said.slice(0, work) : said),
  };
}

const markOf = (rows: readonly string[]): string => screenMark(rows.filter((row) => !PICTURE.test(row)));

/** Its input is the last `›`; below it a blank line, and the lines of its state, in which dots divide. */
function findInput({ rows, cursor }: PaneScreen): { row: number; draft: string | null } | null {
  const row = rows.findLastIndex((text) => /^›(\s|$)/u.test(text));
  if (row < 0) return null;
  const below = rows.slice(row + 1, rows.findLastIndex((text) => text !== "") + 1);
  const end = below.lastIndexOf("");
  const isState = below.slice(end + 1).some((text) => /\S · \S/u.test(text));
  if (end < 0 || !isState || cursor.row < row || cursor.row > row + end) return null;
  const lines = [rows[row]?.slice(1) ?? "", ...below.slice(0, end)];
  const draft = lines
    .map((line) => line.slice(line.startsWith("  ") ? 2 : 1))
    .join("\n")
    .trim();
  const isAtStart = cursor.row === row && cursor.column <= 2;
  if (isAtStart && PLACEHOLDER.test(draft)) return { row, draft: "" };
  // Either another placeholder, or a text in which a person went back to its beginning.
  return { row, draft: isAtStart ? null : draft };
}

/** The line that says that it works is gone while an answer comes in; a turn that is over has a line of its own. */
function endsInAnswer(said: readonly string[]): boolean {
  const start = said.findLastIndex((row) => /^\s{0,2}[•◦›]\s/u.test(row));
  const over = said.findLastIndex((row) => TURN_OVER.test(row));
  return start >= 0 && over < start;
}

/** Its words stand below `Reconnecting`, before a tip. */
function retryOf([head = "", ...below]: readonly string[]) {
  const what = AT_WORK.exec(head)?.[1] ?? "";
  if (!RETRYING.test(what)) return null;
  const told = below.join("\n").match(/└\s*(?!Tip:)([\s\S]*?)(?=└|\n\s*\n|$)/u)?.[1];
  return modelFault([what, told ?? ""].filter(Boolean).join(": "), { isRetrying: true });
}

/** The trouble that its last turn ended with. */
function lastFault(said: readonly string[]) {
  const row = said.findLastIndex((text) => FAULT.test(text));
  if (row < 0 || said.slice(row + 1).some((text) => /^\s{0,2}[•◦›]\s/u.test(text))) return null;
  const end = said.findIndex((text, index) => index > row && text.trim() === "");
  const text = flatten(said.slice(row, end < 0 ? undefined : end).join(" ")).replace(/^■ /u, "");
  return NO_FAULT.test(text) ? null : modelFault(text);
}

const flatten = (text: string): string => text.replace(/\s+/g, " ").trim();
