import {
  type Adjustment,
  type Conflict,
  type Dangling,
  type ImportReport,
  type Listed,
  noRows,
  type Reject,
  type Renaming,
  type RowCounts,
} from "../../domain/import/report.ts";

/** So many of each are told; the others are in the tables of the import. */
const TOLD = 200;

/** A source of many files has as many tables; the rows of those past the first are counted together. */
const TABLES = 50;
const OTHERS = "(others)";

export type ReportHead = Pick<
  ImportReport,
  "format" | "source" | "description" | "dryRun" | "lenient" | "remarks"
>;

/** Collects what an import has to tell; its size does not grow with the source. */
export class ReportBuilder {
  readonly made: ImportReport["made"] = {
    runs: 0,
    sessions: 0,
    sprints: 0,
    tasks: 0,
    activities: 0,
    dependencies: 0,
  };
  extras = 0;
  held = 0;
  suggestions = 0;
  readonly #head: ReportHead;
  readonly #rows = noRows();
  readonly #tables = new Map<string, RowCounts>();
  readonly #rejects = list<Reject>();
  readonly #conflicts = list<Conflict>();
  readonly #dangling = list<Dangling>();
  readonly #renamed = list<Renaming>();
  readonly #adjusted = list<Adjustment>();

  constructor(head: ReportHead) {
    this.#head = head;
  }

  get rows(): RowCounts {
    return this.#rows;
  }

  count(name: string, result: keyof RowCounts): void {
    const table = this.#tables.has(name) || this.#tables.size < TABLES ? name : OTHERS;
    const counts = this.#tables.get(table) ?? noRows();
    this.#tables.set(table, counts);
    counts[result] += 1;
    this.#rows[result] += 1;
  }

  rejected = (reject: Reject): void => add(this.#rejects, reject);
  conflict = (conflict: Conflict): void => add(this.#conflicts, conflict);
  dangles = (dangling: Dangling): void => add(this.#dangling, dangling);
  renamed = (renaming: Renaming): void => add(this.#renamed, renaming);
  adjusted = (adjustment: Adjustment): void => add(this.#adjusted, adjustment);

  build(tookMs: number): ImportReport {
    return {
      ...this.#head,
      rows: this.#rows,
      tables: [...this.#tables].map(([table, counts]) => ({ table, ...counts })),
      made: this.made,
      extras: this.extras,
      held: this.held,
      suggestions: this.suggestions,
      rejects: this.#rejects,
      conflicts: this.#conflicts,
      dangling: this.#dangling,
      renamed: this.#renamed,
      adjusted: this.#adjusted,
      tookMs: Math.round(tookMs),
    };
  }
}

const list = <T>(): Listed<T> => ({ count: 0, first: [] });

function add<T>(listed: Listed<T>, one: T): void {
  listed.count += 1;
  if (listed.first.length < TOLD) listed.first.push(one);
}
