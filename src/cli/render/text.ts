/**
 * Text from outside (titles, names, goals, commands, paths) on one line, harmless to a terminal: no escape sequences, no
 * control characters, nothing that turns the direction of what follows.
 */
export function inert(text: string): string {
  return Bun.stripANSI(text)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
}

export const inertLines = (text: string): string[] => text.split("\n").map(inert);

/** Columns that a terminal needs for it; escape sequences take none. */
export const columnsOf = (text: string): number => Bun.stringWidth(text);

/** Cuts text so that it fits, with `…` for what is gone. */
export function cut(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  if (columns <= 0) return "";
  const room = columns - 1;
  const kept = Bun.sliceAnsi(text, 0, room);
  // A slice includes the wide character that its end falls into.
  return `${columnsOf(kept) > room ? Bun.sliceAnsi(text, 0, room - 1) : kept}…`;
}

/** As many lines as the text needs, broken between words where that can be; all but the first are indented. */
export const wrap = (text: string, columns: number, indent: number): string[] =>
  wrapped(text, columns, indent, true);

/** The same, with every word whole: a path can be copied, whatever the width. */
export const wrapWords = (text: string, columns: number, indent: number): string[] =>
  wrapped(text, columns, indent, false);

function wrapped(text: string, columns: number, indent: number, hard: boolean): string[] {
  const room = Math.max(1, columns - indent);
  const lines = Bun.wrapAnsi(text, room, { hard }).split("\n");
  return lines.map((line, index) => (index === 0 ? line : " ".repeat(indent) + line));
}

export const padTo = (text: string, columns: number): string =>
  text + " ".repeat(Math.max(0, columns - columnsOf(text)));

/** Exactly that many columns: cut or padded. */
export const fit = (text: string, columns: number): string => padTo(cut(text, columns), columns);
