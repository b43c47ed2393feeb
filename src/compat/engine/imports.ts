import type { ImportProgress } from "../../domain/import/progress.ts";
import type { References } from "../../domain/import/references.ts";
import { OverstoryError } from "../../errors.ts";
import { type FoundRow, findRows } from "../../store/find-imported-rows.ts";
import { applySuggestion, listSuggestions, type Suggestion } from "../../store/import-suggestions.ts";
import { type ImportRecord, listImports, requireImport } from "../../store/imports.ts";
import type { Store } from "../../store/store.ts";
import type { FormatName, OpenSource } from "../format.ts";
import { rollBack } from "./roll-back.ts";
import { type ImportAnswer, runImport } from "./run-import.ts";

export interface ImportsParts {
  store: Store;
  /** Where each import gets a folder for its copies. */
  backups: string;
  /** Top of the repository: what a source is looked for under when none is named. */
  root: string;
  /** The one source at a place, opened. Throws `usage`. */
  detect: (path: string, name: FormatName | null) => { format: FormatName; source: OpenSource };
  /** ms UTC */
  clock: () => number;
  /** 0 ≤ random < 1 */
  random: () => number;
}

/** What is asked for. */
export interface ImportWish {
  /** Absolute; null for the project itself. */
  path: string | null;
  /** null to try all of them. */
  format: FormatName | null;
  dryRun: boolean;
  lenient: boolean;
}

/** Imports of a project: one at a time. */
export class Imports {
  readonly #parts: ImportsParts;
  #isBusy = false;

  constructor(parts: ImportsParts) {
    this.#parts = parts;
  }

  /** Throws `usage` when nothing, or more than one thing, is found to import, `conflict` while another import is under way. */
  import(
    wish: ImportWish,
    tell: (progress: ImportProgress) => void,
    signal: AbortSignal,
  ): Promise<ImportAnswer> {
    return this.#alone(async () => {
      const path = wish.path ?? this.#parts.root;
      const { format, source } = this.#parts.detect(path, wish.format);
      try {
        return await runImport(this.#parts, { ...wish, format, path, source, tell, signal });
      } finally {
        source.close();
      }
    });
  }

  rollBack(
    key: string,
    references: References,
  ): Promise<{ record: ImportRecord; removed: Record<string, number> }> {
    return this.#alone(() => rollBack(this.#parts.store, key, references));
  }

  /** Newest first. */
  list = (): ImportRecord[] => listImports(this.#parts.store.db);

  show = (key: string): ImportRecord => requireImport(this.#parts.store.db, key);

  /** Rows of an import whose raw form holds the text; the first so many. */
  find = (key: string, text: string, limit: number): FoundRow[] =>
    findRows(this.#parts.store.db, this.show(key).id, text, limit);

  suggestions = (key: string): Suggestion[] => listSuggestions(this.#parts.store.db, this.show(key).id);

  applySuggestion = (key: string, number: number): Promise<Suggestion> =>
    this.#parts.store.write((tx) => applySuggestion(tx, requireImport(tx.db, key), number));

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isBusy)
      throw new OverstoryError("conflict", "an import is under way", { hint: "try again when it is over" });
    this.#isBusy = true;
    try {
      return await work();
    } finally {
      this.#isBusy = false;
    }
  }
}
