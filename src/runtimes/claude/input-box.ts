/** A line across the pane; a name may stand in it. */
export const RULE = /^[─━]{8,}/;

export interface InputBox {
  /** Index of its upper rule. */
  top: number;
  /** Index of its lower rule. */
  bottom: number;
}

/** The box at the lower end into which prompts are typed; null when there is none. */
export function findInputBox(rows: readonly string[]): InputBox | null {
  const bottom = rows.findLastIndex((row) => RULE.test(row));
  for (let top = bottom - 1; top >= 0; top--)
    if (RULE.test(rows[top] ?? "") && beginsBox(rows[top + 1] ?? "")) return { top, bottom };
  return null;
}

/** `❯`, or the sign of another mode of the box: a shell command, a note. */
const beginsBox = (row: string): boolean => /^[❯!#&>](\s|$)/u.test(row) && !/^❯\s+\d+\.\s/u.test(row);

/** What it shows while nothing was typed. */
const PLACEHOLDER =
  /^(Try "|Press up to edit queued|Type your message|Message @|Once fixed, resend|Resend your message|Run \/rewind to)/;

/**
 * What was typed and not submitted; rows that were wrapped come as several lines. The cursor tells it from grey text: it
 * stands before that, and behind what was typed.
 */
export function readDraft(
  rows: readonly string[],
  { top, bottom }: InputBox,
  cursor: { row: number; column: number },
): string | null {
  const [first = "", ...others] = rows.slice(top + 1, bottom);
  const sign = first[0] === "❯" || first[0] === ">" ? "" : first[0];
  const text = [`${sign}${first.slice(1).trim()}`, ...others.map((row) => row.replace(/^\s{1,2}/u, ""))]
    .join("\n")
    .trim();
  if (text === "" || PLACEHOLDER.test(text)) return "";
  // A person may have gone back to the start of what they typed.
  const isAtStart = cursor.row === top + 1 && cursor.column <= 2;
  return isAtStart ? null : text;
}
