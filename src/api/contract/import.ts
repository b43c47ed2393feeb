import type { SuggestionKind } from "../../domain/import/find-holder.ts";
import type { FormatName } from "../../domain/import/formats.ts";
import type { ImportProgress } from "../../domain/import/progress.ts";
import type { References } from "../../domain/import/references.ts";
import type { ImportReport, RowCounts } from "../../domain/import/report.ts";
import type { ErrorBody } from "./call.ts";

export { FORMATS, type FormatName } from "../../domain/import/formats.ts";

/** What was taken in once. */
export interface ImportSummaryView {
  /** `IMPORT-001` */
  key: string;
  format: string;
  source: string;
  status: "completed" | "rolled_back";
  rows: RowCounts;
  suggestions: number;
  startedAt: string;
  endedAt: string;
  rolledBackAt: string | null;
}

/** GET /imports/:key */
export interface ImportView extends ImportSummaryView {
  sourceHash: string;
  lenient: boolean;
  /** Copy of the database as it was before; null when it was empty. */
  backup: string | null;
  /** Folder with copies of the source's files. */
  sourceCopy: string | null;
  /** When the rows as they were went, but for those that are nowhere else. */
  archivedAt: string | null;
  report: ImportReport;
}

/** POST /imports */
export interface ImportRequest {
  /** Absolute; what is found in the project when absent. */
  path?: string | undefined;
  /** Tried one after the other when absent. */
  format?: FormatName | undefined;
  dryRun: boolean;
  lenient: boolean;
}

/** What came of POST /imports. */
export interface ImportResultView {
  /** null for a dry run. */
  import: ImportView | null;
  report: ImportReport;
  /** That content was imported before, as `import` says; nothing was written. */
  repeated: boolean;
}

/** POST /imports answers with one of these a line: progress until the last, which is the result or the error. */
export type ImportLine = { progress: ImportProgress } | { result: ImportResultView } | ErrorBody;

/** POST /imports/:key/rollback */
export interface RollbackRequest {
  references: References;
}

export interface RollbackView {
  import: ImportSummaryView;
  /** How many of each kind went. */
  removed: Record<string, number>;
}

/** A link that is likely and not certain. */
export interface SuggestionView {
  number: number;
  /** current_task: the session takes the task; complete_task: the task is complete; release_task: it is free again. */
  kind: SuggestionKind;
  session: string | null;
  task: string | null;
  title: string | null;
  reason: string;
  appliedAt: string | null;
}

/** A row of a source. */
export interface ImportedRowView {
  table: string;
  row: number;
  result: keyof RowCounts;
  kind: string | null;
  /** Key of what it became, where that has one. */
  key: string | null;
  note: string | null;
  /** As it was: JSON, or the text of a row that was rejected. */
  raw: string;
}
