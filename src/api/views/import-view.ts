import type { Suggestion } from "../../store/import-suggestions.ts";
import type { ImportRecord } from "../../store/imports.ts";
import type { ImportSummaryView, ImportView, SuggestionView } from "../contract/import.ts";
import { iso } from "./times.ts";

const isoOrNull = (time: number | null): string | null => (time === null ? null : iso(time));

export const viewImportSummary = ({
  key,
  format,
  source,
  status,
  report,
  startedAt,
  endedAt,
  rolledBackAt,
}: ImportRecord): ImportSummaryView => ({
  key,
  format,
  source,
  status,
  rows: report.rows,
  suggestions: report.suggestions,
  startedAt: iso(startedAt),
  endedAt: iso(endedAt),
  rolledBackAt: isoOrNull(rolledBackAt),
});

export function viewImport(record: ImportRecord): ImportView {
  const { sourceHash, lenient, backup, sourceCopy, archivedAt, report } = record;
  return {
    ...viewImportSummary(record),
    sourceHash,
    lenient,
    backup,
    sourceCopy,
    archivedAt: isoOrNull(archivedAt),
    report,
  };
}

export const viewSuggestion = ({
  sessionId: _s,
  taskId: _t,
  appliedAt,
  ...suggestion
}: Suggestion): SuggestionView => ({
  ...suggestion,
  appliedAt: isoOrNull(appliedAt),
});
