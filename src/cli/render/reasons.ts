import type { Screen } from "../terminal.ts";
import { columnsOf, inert, wrap } from "./text.ts";

/** A row of a table whose last column is a title and why it stands as it does. */
export interface Reasoned {
  key: string;
  title: string;
  why: string | null;
}

/** The title, with the reason beside it where both have room. `before` is about what the other columns take. */
export const withReason = (row: Reasoned, screen: Screen, before: number): string =>
  hasRoom(row, screen, before) ? both(row) : row.title;

/** Below the table: each reason that had no room, in full, once for all rows of the same. */
export function reasonLines(rows: readonly Reasoned[], screen: Screen, before: number): string[] {
  const hidden = rows.filter((row) => row.why !== null && !hasRoom(row, screen, before));
  if (hidden.length === 0) return [];
  const lines = [...Map.groupBy(hidden, ({ why }) => why)].flatMap(([why, those]) =>
    wrap(inert(`${those.map(({ key }) => key).join(", ")}: ${why}`), screen.columns - 2, 2),
  );
  return ["", ...lines.map((line) => `  ${line}`)];
}

const both = ({ title, why }: Reasoned): string => (why === null ? title : `${title} · ${why}`);

const hasRoom = (row: Reasoned, { columns }: Screen, before: number): boolean =>
  columnsOf(both(row)) <= columns - before;
