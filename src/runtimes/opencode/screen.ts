import { plainReading, type ScreenReading } from "../../domain/agent/screen-reading.ts";
import type { PaneScreen } from "../../domain/pane-screen.ts";
import { modelFault } from "../model-fault.ts";
import { screenMark } from "../screen-mark.ts";
import { readOpencodeDialog } from "./dialog.ts";

/** The lower edge of its input, under which it tells that it works. */
const EDGE = /^(\s*)╹▀{10,}/u;
const AT_WORK = /\besc (?:again to )?interrupt\b/;
const RETRYING = /^[\s⬝■]*(.+?)\s*\[retrying\b/u;
/** What stands in an empty input. */
const PLACEHOLDER = /^(Ask anything…?( ".*)?)?$/u;

/** Reads the screen of OpenCode's terminal interface. What is neither its input nor a dialog takes no text. */
export function readOpencodeScreen(screen: PaneScreen): ScreenReading {
  const input = findInput(screen);
  if (input === null) return withoutInput(screen.rows);
  const below = screen.rows.slice(input.end + 1);
  const retry = below.map((row) => RETRYING.exec(row)?.[1]).find((words) => words !== undefined);
  return {
    screen: retry !== undefined || below.some((row) => AT_WORK.test(row)) ? "busy" : "ready",
    dialog: null,
    draft: input.draft,
    fault: retry === undefined ? null : modelFault(retry, { isRetrying: true }),
    mark: screenMark(screen.rows.slice(0, input.start)),
  };
}

function withoutInput(rows: readonly string[]): ScreenReading {
  const dialog = readOpencodeDialog(rows);
  return { ...plainReading(dialog ? "dialog" : "full_screen"), dialog, mark: screenMark(rows) };
}

interface Input {
  /** Its first and its last row. */
  start: number;
  end: number;
  draft: string | null;
}

/** The box with the cursor in it; a list that lies over it has the cursor for itself. */
function findInput({ rows, cursor }: PaneScreen): Input | null {
  const end = rows.findLastIndex((row) => EDGE.test(row));
  const [edge = "", indent = ""] = EDGE.exec(rows[end] ?? "") ?? [];
  if (end < 0) return null;
  const left = indent.length;
  const above = rows.slice(0, end);
  const start = above.findLastIndex((row) => row[left] !== "┃") + 1;
  if (cursor.row < start || cursor.row >= end || cursor.column <= left) return null;
  // The last of its rows names the model.
  const lines = above.slice(start, -1).map((row) => row.slice(left + 3, edge.length).trimEnd());
  const draft = lines.join("\n").trim();
  const first = start + lines.findIndex((line) => line !== "");
  const isAtStart = cursor.row <= first && cursor.column <= left + 3;
  if (draft === "" || (isAtStart && PLACEHOLDER.test(draft))) return { start, end, draft: "" };
  return { start, end, draft };
}
