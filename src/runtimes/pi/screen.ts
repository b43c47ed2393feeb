import type { Answer } from "../../domain/agent/ask.ts";
import type { Fault } from "../../domain/agent/fault.ts";
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
import { GATE_ANSWERS, GATE_TITLE } from "./extension.ts";

const BORDER = /^─{10,}$/;
const BUSY = /^\s*[\u2800-\u28ff] \S/u;
const RETRYING = /^\s*[\u2800-\u28ff] Retrying \(/u;
const ERROR = /^ Error: (.*)/;
const LIST_HINT = /↑↓ navigate\s+enter select/;
const CHOSEN = /^ ?→ (.*)/;
const CHOICE = /^ {2,3}(\S.*)/;

/** Reads the screen of Pi: what it says, and below it a box between two lines, for input or for a question. */
export function readPiScreen(screen: PaneScreen): ScreenReading {
  const { rows, cursor } = screen;
  const bottom = rows.findLastIndex((row) => BORDER.test(row));
  const top = rows.slice(0, Math.max(bottom, 0)).findLastIndex((row) => BORDER.test(row));
  if (top < 0 && rows.slice(0, Math.max(bottom, 0)).some((row) => LIST_HINT.test(row)))
    return { ...plainReading("dialog"), dialog: readDialog([]), mark: screenMark(rows) };
  if (top < 0) return { ...readShellScreen(screen), mark: screenMark(rows) };
  const box = rows.slice(top + 1, bottom);
  const said = rows.slice(0, top);
  const mark = screenMark(rows);
  const isEditor = cursor.row > top && cursor.row < bottom && !box.some((row) => LIST_HINT.test(row));
  if (!isEditor) return { ...plainReading("dialog"), dialog: readDialog(box), mark };
  const isBusy = said.slice(-6).some((row) => BUSY.test(row));
  return {
    screen: isBusy ? "busy" : "ready",
    dialog: null,
    draft: box.join("\n").trim(),
    fault: readFault(said),
    mark,
  };
}

function readDialog(box: readonly string[]): Dialog {
  const chosen = box.findIndex((row) => CHOSEN.test(row));
  const hint = box.findIndex((row) => LIST_HINT.test(row));
  if (chosen < 0 || hint < chosen) return { what: "other", text: textOf(box), options: [] };
  const first = box.slice(0, chosen).findLastIndex((row) => !CHOICE.test(row)) + 1;
  const rows = box.slice(first, hint).filter((row) => row !== "");
  const text = textOf(box.slice(0, first));
  const options = rows.map((row, index) => optionOf(row, index - (chosen - first)));
  const isGate =
    text.startsWith(GATE_TITLE) && options.length === 3 && options.every(({ means }) => means !== null);
  if (isGate) return { what: "permission", text: text.slice(GATE_TITLE.length).trim(), options };
  return { what: "question", text, options: options.map((option) => ({ ...option, means: null })) };
}

/** @param steps how far below the chosen one it stands */
function optionOf(row: string, steps: number): DialogOption {
  const label = (CHOSEN.exec(row)?.[1] ?? row).trim();
  const step = steps < 0 ? "Up" : "Down";
  return { label, means: meaningOf(label), keys: [...Array(Math.abs(steps)).fill(step), "Enter"] };
}

const meaningOf = (label: string): Answer | null =>
  (["allow", "always", "deny"] as const).find((answer) => GATE_ANSWERS[answer] === label) ?? null;

const textOf = (rows: readonly string[]) =>
  rows
    .map((row) => row.trim())
    .filter(Boolean)
    .join("\n");

/** The trouble that is the last thing said. */
function readFault(said: readonly string[]): Fault | null {
  const isRetrying = said.slice(-6).some((row) => RETRYING.test(row));
  const rows = said.filter((row) => row !== "" && !BUSY.test(row));
  const last = rows.findLastIndex((row) => ERROR.test(row));
  // Long ones are broken into a few rows; more rows are something that was said after it.
  if (last < Math.max(0, rows.length - 4)) return null;
  const text = [ERROR.exec(rows[last] ?? "")?.[1] ?? "", ...rows.slice(last + 1)].join(" ");
  return modelFault(text, { isRetrying });
}
