import type { CheckView } from "../../api/contract/check.ts";
import type { Screen } from "../terminal.ts";
import { columnsOf, inertLines, padTo, wrapWords } from "./text.ts";

const MARKS = { ok: ["✓", "green"], warning: ["!", "yellow"], failed: ["✗", "red"] } as const;

/** Each check, with the remedy below those that are not ok; wrapped, with paths and commands' words whole. */
export function checkLines(checks: readonly CheckView[], { columns, paint }: Screen): string[] {
  const nameColumns = Math.max(...checks.map(({ name }) => columnsOf(name)));
  return checks.flatMap(({ name, state, message, hint }) => {
    const [mark, color] = MARKS[state];
    const indent = nameColumns + 4;
    const linesOf = (text: string) =>
      inertLines(text).flatMap((line) => wrapWords(line, columns - indent, 0));
    const [first = "", ...more] = linesOf(message);
    const remedy = state === "ok" || hint === null ? [] : linesOf(hint).map(paint.dim);
    return [
      `${paint[color](mark)} ${padTo(name, nameColumns)}  ${first}`,
      ...[...more, ...remedy].map((line) => " ".repeat(indent) + line),
    ];
  });
}
