/** Where a row stands in its source. */
export interface RowPlace {
  /** Table, or file relative to the source. */
  table: string;
  /** From 1. */
  row: number;
}

/** What became of rows. `imported + merged + known + rejected` is the number of rows, always. */
export interface RowCounts {
  imported: number;
  /** The same thing as an earlier row of this source: what it adds is taken over, what it contradicts is listed. */
  merged: number;
  /** Taken in by an earlier import. */
  known: number;
  rejected: number;
}

export const noRows = (): RowCounts => ({ imported: 0, merged: 0, known: 0, rejected: 0 });

export const countRows = ({ imported, merged, known, rejected }: RowCounts): number =>
  imported + merged + known + rejected;

/** All are counted; the first so many are told. The others are in the tables of the import. */
export interface Listed<T> {
  count: number;
  first: T[];
}

export interface Reject extends RowPlace {
  field: string | null;
  reason: string;
}

/** Two rows of one thing that do not agree. */
export interface Conflict {
  /** Key of the thing. */
  key: string;
  field: string;
  kept: unknown;
  dropped: unknown;
  /** The row that the thing came from, and the one whose value was dropped. */
  rows: [RowPlace, RowPlace];
}

/** A reference that leads nowhere; what it says is kept with its row. */
export interface Dangling extends RowPlace {
  field: string;
  /** What it refers to, as it is called in the source. */
  to: string;
  reason: string;
}

/** Something that could not keep what it was called. */
export interface Renaming {
  what: "key" | "name";
  key: string;
  from: string;
  to: string;
}

/** What an imported thing is otherwise than the source says, and why. */
export interface Adjustment {
  key: string;
  /** `ended: process 4711 is gone` */
  what: string;
}

/** What came of an import, the same for a dry run. */
export interface ImportReport {
  format: string;
  /** Absolute. */
  source: string;
  description: string;
  dryRun: boolean;
  lenient: boolean;
  rows: RowCounts;
  /** The same by table, in the order of the source; of many, those past the first are counted together as `(others)`. */
  tables: ({ table: string } & RowCounts)[];
  /** How many of each were made. */
  made: {
    runs: number;
    sessions: number;
    sprints: number;
    tasks: number;
    activities: number;
    dependencies: number;
  };
  /** Rows that are kept as they are, because there is no place for them. */
  extras: number;
  /** Tasks whose holder is certain. */
  held: number;
  suggestions: number;
  /** What the source holds beside and was not taken in. */
  remarks: string[];
  rejects: Listed<Reject>;
  conflicts: Listed<Conflict>;
  dangling: Listed<Dangling>;
  renamed: Listed<Renaming>;
  adjusted: Listed<Adjustment>;
  tookMs: number;
}
