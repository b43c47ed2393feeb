import type { PaneKey } from "../../domain/agent/pane-key.ts";
import type { Dialog, DialogOption } from "../../domain/agent/screen-reading.ts";

const PERMISSION = /△ Permission required/u;
const ALWAYS = /△ Always allow/u;
const QUESTION_HINT = /enter (submit|confirm|toggle).*esc dismiss|esc dismiss/;
const OPTION = /^(\d)\. (?:\[.\] )?(\S.*)$/u;
const BUTTONS = /^(Allow once|Confirm)\s{2,}/;
const OWN_ANSWER = /^type your own answer/i;
const DIGITS: readonly PaneKey[] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/**
 * The dialog in the place of the input. Which of its buttons is marked is told by colours alone: it is the first until someone
 * moves on, and if one has, the keys say at most less than they were meant to, or are seen to have changed nothing.
 */
export function readOpencodeDialog(rows: readonly string[]): Dialog | null {
  const lines = lastBlock(rows);
  const text = lines.join("\n");
  if (PERMISSION.test(text)) return { what: "permission", text: asked(lines), options: PERMISSION_OPTIONS };
  if (ALWAYS.test(text)) return { what: "permission", text: asked(lines), options: ALWAYS_OPTIONS };
  if (QUESTION_HINT.test(text)) return readQuestion(lines);
  return /\benter confirm\b/.test(text) ? { what: "other", text: asked(lines), options: [] } : null;
}

const PERMISSION_OPTIONS: readonly DialogOption[] = [
  { label: "Allow once", means: "allow", keys: ["Enter"] },
  { label: "Allow always", means: "always", keys: ["Right", "Enter", "Enter"] },
  { label: "Reject", means: "deny", keys: ["Escape"] },
];

const ALWAYS_OPTIONS: readonly DialogOption[] = [
  { label: "Confirm", means: "always", keys: ["Enter"] },
  { label: "Cancel", means: null, keys: ["Right", "Enter"] },
];

/** The lowest rows that have a bar at their left, without it and without what stands to the right of them. */
function lastBlock(rows: readonly string[]): string[] {
  const end = rows.findLastIndex((row) => /^\s*┃/u.test(row)) + 1;
  const start = rows.slice(0, end).findLastIndex((row) => !/^\s*┃/u.test(row)) + 1;
  return rows.slice(start, end).map((row) => {
    const [line = ""] = row.replace(/^\s*┃\s?\s?/u, "").split(/ {30,}/, 1);
    return line.trim();
  });
}

const asked = (lines: readonly string[]): string =>
  lines.filter((line) => line !== "" && !BUTTONS.test(line) && !QUESTION_HINT.test(line)).join("\n");

/** Several questions at once are shown one after the other, behind tabs: only the one that is shown is read. */
function readQuestion(lines: readonly string[]): Dialog {
  const start = lines.findIndex((line) => OPTION.exec(line)?.[1] === "1");
  if (start < 0) return { what: "question", text: asked(lines), options: [] };
  const options = lines.slice(start).flatMap((line) => {
    const [, digit, label = ""] = OPTION.exec(line) ?? [];
    const key = digit === undefined ? undefined : DIGITS[Number(digit) - 1];
    // An own answer is typed then, for which there are no keys.
    if (key === undefined || OWN_ANSWER.test(label)) return [];
    return [{ label: label.trim(), means: null, keys: [key] }];
  });
  return { what: "question", text: asked(lines.slice(0, start)), options };
}
