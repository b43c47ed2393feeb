import type { RowReader } from "../../domain/import/row-reader.ts";

/** When something ended, and which field says so where none says it outright. */
export interface End {
  at: number;
  /** null when the source has the time itself. */
  from: string | null;
}

/**
 * The end of what the source calls ended: the time that it has for it, else the last one that it knows of it.
 *
 * @param known fields with such times, and what they hold
 */
export function endOf(read: RowReader, field: string, startedAt: number, known: Record<string, number>): End {
  const said = read.time(field);
  const [from, at] = said === null ? latest(known, startedAt) : [null, said];
  if (at < startedAt) read.refuse(from ?? field, "is before the start");
  return { at, from };
}

function latest(known: Record<string, number>, startedAt: number): [string, number] {
  const [first] = Object.entries(known).toSorted(([, a], [, b]) => b - a);
  return first === undefined || first[1] < startedAt ? ["its start", startedAt] : first;
}

/** What is kept with a thing whose end the source does not have. */
export const endNote = ({ from }: End): Record<string, unknown> =>
  from === null ? {} : { endedAtFrom: from };
