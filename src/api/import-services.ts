import type { FormatName } from "../domain/import/formats.ts";
import type { ImportProgress } from "../domain/import/progress.ts";
import type { References } from "../domain/import/references.ts";
import type { ImportReport } from "../domain/import/report.ts";
import type { FoundRow } from "../store/find-imported-rows.ts";
import type { Suggestion } from "../store/import-suggestions.ts";
import type { ImportRecord } from "../store/imports.ts";

/** What can be asked of imports; see compat/engine/imports.ts. */
export interface ImportServices {
  import(
    wish: { path: string | null; format: FormatName | null; dryRun: boolean; lenient: boolean },
    tell: (progress: ImportProgress) => void,
    signal: AbortSignal,
  ): Promise<{ report: ImportReport; record: ImportRecord | null; isRepeat: boolean }>;
  rollBack(
    key: string,
    references: References,
  ): Promise<{ record: ImportRecord; removed: Record<string, number> }>;
  /** Newest first. */
  list(): ImportRecord[];
  show(key: string): ImportRecord;
  /** Rows whose raw form holds the text; the first so many. */
  find(key: string, text: string, limit: number): FoundRow[];
  suggestions(key: string): Suggestion[];
  applySuggestion(key: string, number: number): Promise<Suggestion>;
}
