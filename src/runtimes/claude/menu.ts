import { PANE_KEYS, type PaneKey } from "../../domain/agent/pane-key.ts";

export interface Choice {
  label: string;
  /** The rows below it that belong to it: the rest of a long label, or what explains it. */
  below: string[];
  keys: PaneKey[];
}

export interface Menu {
  /** Index of the row of the first choice. */
  first: number;
  choices: Choice[];
}

/** The line below a dialog that says how it is answered. */
export const HINT =
  /\b(esc|enter|tab|space|arrows?|ctrl\+\w|y\/n)\b.{0,20}\bto (cancel|confirm|select|exit|navigate|amend|continue|go back|close|toggle|submit|quit)/i;

/** `❯ 1. Yes`, `  2. [ ] Large` */
const NUMBERED = /^(\s*)(❯)?\s*(\d)\.\s+(\S.*)$/u;
const MARKED = /^(\s*)❯(\s+)(\S.*)$/u;

/** The lowest menu, of which one choice is marked; null when there is none. */
export const findMenu = (rows: readonly string[]): Menu | null => numberedMenu(rows) ?? markedMenu(rows);

/** A choice is made by its number, wherever the mark stands. */
function numberedMenu(rows: readonly string[]): Menu | null {
  const first = rows.findLastIndex((row) => NUMBERED.exec(row)?.[3] === "1");
  if (first < 0 || !rows.slice(first).some((row) => MARKED.test(row))) return null;
  const choices: Choice[] = [];
  for (const row of rows.slice(first)) {
    const [, , , number, label = ""] = NUMBERED.exec(row) ?? [];
    if (Number(number) === choices.length + 1)
      choices.push({ label: label.trim(), below: [], keys: PANE_KEYS.filter((key) => key === number) });
    else if (number === undefined && /^\s{5,}\S/.test(row)) choices.at(-1)?.below.push(row.trim());
  }
  return { first, choices };
}

/** Without numbers the mark has to be moved, so the keys hold for this screen alone. */
function markedMenu(rows: readonly string[]): Menu | null {
  const marked = rows.findLastIndex((row) => MARKED.test(row));
  if (marked < 0 || !rows.slice(marked).some((row) => HINT.test(row))) return null;
  const [, before = "", gap = ""] = MARKED.exec(rows[marked] ?? "") ?? [];
  const indent = before.length + 1 + gap.length;
  const isChoice = (row: string | undefined) =>
    row !== undefined && (MARKED.test(row) || /^\s*/.exec(row)?.[0].length === indent) && row.trim() !== "";
  let first = marked;
  while (isChoice(rows[first - 1])) first--;
  let end = marked + 1;
  while (isChoice(rows[end])) end++;
  const choices = rows.slice(first, end).map((row, index) => ({
    label: row.replace(/^\s*❯?\s*/u, "").trim(),
    below: [],
    keys: stepsFrom(marked - first, index),
  }));
  return { first, choices };
}

function stepsFrom(from: number, to: number): PaneKey[] {
  const step: PaneKey = to > from ? "Down" : "Up";
  return [...Array<PaneKey>(Math.abs(to - from)).fill(step), "Enter"];
}
