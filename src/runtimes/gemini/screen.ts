import type { Answer } from "../../domain/agent/ask.ts";
import type { Fault } from "../../domain/agent/fault.ts";
import type { PaneKey } from "../../domain/agent/pane-key.ts";
import {
  type Dialog,
  type DialogOption,
  plainReading,
  type ScreenReading,
} from "../../domain/agent/screen-reading.ts";
import type { PaneScreen } from "../../domain/pane-screen.ts";
import { modelFault } from "../model-fault.ts";
import { screenMark } from "../screen-mark.ts";
import { readShellScreen } from "../shell-screen.ts";

const BORDER = /^─{10,}$/;
const FOOTER = /^ workspace \(\/directory\)/;
const INPUT = /^ [*>!] (.*)/;
const PLACEHOLDER = "Type your message or @path/to/file";
const BUSY = /\(esc to cancel/;
const OPTION = /^(●)?\s*(\d)\. (\S.*)/;
const FRAMED = /^[│╰]/;
const API_ERROR = /✕ \[API Error: (.*)/;
const SAID = /^ > /;

/** Reads the screen of Gemini CLI: what was said, a line of state, the input, and a footer; or a dialog in their place. */
export function readGeminiScreen(screen: PaneScreen): ScreenReading {
  const mark = screenMark(screen.rows);
  const dialog = readDialog(screen.rows);
  if (dialog) return { ...plainReading("dialog"), dialog, mark };
  const footer = screen.rows.findLastIndex((row) => FOOTER.test(row));
  const border = screen.rows.slice(0, Math.max(footer, 0)).findLastIndex((row) => BORDER.test(row));
  if (border < 0) return { ...readShellScreen(screen), mark };
  const said = screen.rows.slice(0, border);
  return {
    screen: said.slice(-4).some((row) => BUSY.test(row)) ? "busy" : "ready",
    dialog: null,
    draft: readDraft(screen.rows.slice(border + 1, footer), screen.cursor.column),
    fault: readFault(said),
    mark,
  };
}

/** The rows from the mark of the input on; the grey words in an empty one have its cursor before them. */
function readDraft(rows: readonly string[], column: number): string | null {
  const start = rows.findIndex((row) => INPUT.test(row));
  if (start < 0) return null;
  const text = [INPUT.exec(rows[start] ?? "")?.[1] ?? "", ...rows.slice(start + 1)]
    .map((row) => row.trim())
    .join("\n")
    .trim();
  return text === PLACEHOLDER && column <= 3 ? "" : text;
}

/** A frame that stands in the place of the input; only a whole list of numbered answers in it is understood. */
function readDialog(framed: readonly string[]): Dialog | null {
  const rows = framed.map((row) => row.replace(/^[│ ]+/, "").replace(/[│ ]+$/, ""));
  const last = rows.findLastIndex((row, index) => OPTION.test(row) && framed[index]?.startsWith("│"));
  const frame = framed.findLastIndex((row) => FRAMED.test(row));
  if (frame < 0 || framed.slice(frame).some((row) => FOOTER.test(row))) return null;
  const first = rows.slice(0, last + 1).findLastIndex((row) => OPTION.exec(row)?.[2] === "1");
  const list = rows.slice(Math.max(first, 0), last + 1);
  if (first < 0 || !list.some((row) => row.startsWith("●"))) return { what: "other", text: "", options: [] };
  const text = rows
    .slice(outerTop(framed, first), first)
    .filter((row) => row !== "" && !/^[╭╰─╮╯]+$/.test(row))
    .join("\n");
  return { what: kindOf(text), text, options: list.flatMap(optionOf) };
}

/** Where the frame around the dialog begins: at the left edge of the screen. */
const outerTop = (rows: readonly string[], before: number) =>
  rows.slice(0, before).findLastIndex((row) => row.startsWith("╭")) + 1;

function kindOf(text: string): Dialog["what"] {
  if (/do you trust|trust this folder/i.test(text)) return "trust";
  if (/how would you like to authenticate|get started|log ?in/i.test(text)) return "login";
  return /allow execution|apply this change|allow .*\?|do you want to/i.test(text)
    ? "permission"
    : "question";
}

function optionOf(row: string): DialogOption[] {
  const [, , number, label] = OPTION.exec(row) ?? [];
  const key = DIGITS.find((digit) => digit === number);
  if (key === undefined || label === undefined) return [];
  return [{ label, means: meaningOf(label), keys: [key] }];
}

const DIGITS: readonly PaneKey[] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

function meaningOf(label: string): Answer | null {
  if (/^(allow once|yes\b)/i.test(label)) return "allow";
  if (/^allow for this session/i.test(label)) return "always";
  return /^no\b/i.test(label) ? "deny" : null;
}

/** What the provider answered to what was said last. */
function readFault(said: readonly string[]): Fault | null {
  const since = said.slice(said.findLastIndex((row) => SAID.test(row)) + 1);
  const at = since.findLastIndex((row) => API_ERROR.test(row));
  if (at < 0) return null;
  const end = since.findIndex((row, index) => index >= at && row.trim() === "");
  const text = since
    .slice(at, end < 0 ? undefined : end)
    .map((row) => row.trim())
    .join("");
  const told = API_ERROR.exec(text)?.[1]?.replace(/\]$/, "") ?? text;
  return modelFault(/"message":"((?:[^"\\]|\\.)*)"/.exec(told)?.[1] ?? told, { status: statusOf(told) });
}

function statusOf(told: string): number | null {
  const status = Number(/"code":(\d{3})/.exec(told)?.[1] ?? Number.NaN);
  return Number.isNaN(status) ? null : status;
}
