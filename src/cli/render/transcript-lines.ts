import type { TranscriptEntryView } from "../../api/contract/transcript.ts";
import type { Screen } from "../terminal.ts";
import type { Palette } from "./palette.ts";
import { inertLines } from "./text.ts";
import { clockTime } from "./words.ts";

const TIME_COLUMNS = "14:05:09 ".length;
const WHO_COLUMNS = "system ".length;
const INDENT = TIME_COLUMNS + WHO_COLUMNS;

const COLORS: Record<TranscriptEntryView["who"], keyof Palette> = {
  user: "cyan",
  agent: "green",
  tool: "yellow",
  system: "dim",
};

/** One thing that was said or done: when, by whom, and its text below itself, wrapped. Nothing in it reaches the terminal as a command. */
export function transcriptLines(
  { at, who, text }: TranscriptEntryView,
  { columns, paint }: Screen,
): string[] {
  const time = at === null ? "" : clockTime(at);
  const head = `${paint.dim(time.padEnd(TIME_COLUMNS))}${paint[COLORS[who]](who.padEnd(WHO_COLUMNS))}`;
  const lines = inertLines(text.trimEnd().replaceAll("\t", "  ")).flatMap((line) =>
    // Code is told by its indentation.
    Bun.wrapAnsi(line, Math.max(1, columns - INDENT), { hard: true, trim: false }).split("\n"),
  );
  return lines
    .map((line, index) => (index === 0 ? head : " ".repeat(INDENT)) + line)
    .map((line) => line.trimEnd());
}
