import type { Screen } from "../terminal.ts";
import { inert, wrap } from "./text.ts";

const LABEL_COLUMNS = 12;

/** A line a fact, wrapped; facts that are absent are left out. */
export const factLines = (
  facts: readonly (readonly [label: string, fact: string | null | undefined])[],
  { paint, columns }: Screen,
): string[] =>
  facts.flatMap(([label, fact]) => {
    if (fact === null || fact === undefined || fact === "") return [];
    const lines = fact.split("\n").flatMap((line, index) => wrapped(line, columns, index > 0));
    return lines.map((line, index) =>
      index === 0 ? `  ${paint.dim(label.padEnd(LABEL_COLUMNS))}${line}` : `  ${line}`,
    );
  });

const wrapped = (text: string, columns: number, isLater: boolean): string[] => {
  const lines = wrap(inert(text), columns - 2, LABEL_COLUMNS);
  return isLater
    ? lines.map((line, index) => (index === 0 ? " ".repeat(LABEL_COLUMNS) + line : line))
    : lines;
};
