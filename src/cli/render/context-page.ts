import type { ContextView } from "../../api/contract/context.ts";
import { formatDuration } from "../../duration.ts";
import type { Screen } from "../terminal.ts";
import { cut, inert } from "./text.ts";

/** Deeper stacks are cut in the middle: where it began and what is on top matter. */
const LONGEST = 12;

/** What a session works on, from the project up; the last line is what it does now. */
export function contextPage(context: ContextView, screen: Screen): string[] {
  const { paint } = screen;
  return [paint.bold(context.session), ...contextLines(context, screen).map((line) => `  ${line}`)];
}

export function contextLines({ frames }: ContextView, { paint, columns }: Screen): string[] {
  if (frames.length === 0) return [paint.dim("works on nothing yet")];
  const lines = frames.map(({ depth, kind, key, title, activeMs }) =>
    cut(
      `${"  ".repeat(Math.min(depth, 6))}${paint.dim(kind.padEnd(7))}  ${paint.bold(inert(key))}${kind === "project" ? "" : `  ${inert(title)}`}  ${paint.dim(formatDuration(activeMs))}`,
      columns - 4,
    ),
  );
  if (lines.length <= LONGEST) return lines;
  const half = LONGEST / 2;
  return [...lines.slice(0, half), paint.dim(`… ${lines.length - LONGEST} more …`), ...lines.slice(-half)];
}
