import type { Screen } from "../terminal.ts";
import { columnsOf, cut, inert, padTo } from "./text.ts";

export interface Column<Row> {
  title: string;
  /** Plain text of one line; it is made inert here. */
  text(row: Row): string;
  paint?: (text: string, row: Row) => string;
  /** Widest it may become. The column without one takes the room that the others leave. */
  max?: number;
}

const GAP = 2;
const LEAST = 8;

/** Rows below aligned titles, each line no wider than the screen. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { columns: screenColumns, paint }: Screen,
  indent = 2,
): string[] {
  const cells = rows.map((row) => columns.map((column) => inert(column.text(row))));
  const widths = columnWidths(cells, columns, screenColumns - indent);
  const line = (texts: readonly string[]) =>
    cut(`${" ".repeat(indent)}${texts.join(" ".repeat(GAP))}`.trimEnd(), screenColumns);
  const titles = columns.map(({ title }, index) => padTo(cut(title, widths[index] ?? 0), widths[index] ?? 0));
  const body = rows.map((row, index) =>
    line(columns.map((column, place) => cell(column, row, cells[index]?.[place] ?? "", widths[place] ?? 0))),
  );
  return [paint.dim(line(titles)), ...body];
}

function cell<Row>({ paint }: Column<Row>, row: Row, text: string, width: number): string {
  const shown = cut(text, width);
  return padTo(paint ? paint(shown, row) : shown, width);
}

function columnWidths<Row>(
  cells: readonly (readonly string[])[],
  columns: readonly Column<Row>[],
  room: number,
): number[] {
  const widths = columns.map(({ title, max }, index) => {
    const natural = cells.reduce(
      (most, row) => Math.max(most, columnsOf(row[index] ?? "")),
      columnsOf(title),
    );
    return Math.min(natural, max ?? natural);
  });
  const flexible = columns.findIndex(({ max }) => max === undefined);
  const others = widths.reduce((sum, width, index) => sum + (index === flexible ? 0 : width + GAP), 0);
  if (flexible >= 0) {
    const natural = widths[flexible] ?? 0;
    widths[flexible] = Math.min(natural, Math.max(LEAST, room - others));
  }
  return widths;
}
