import { enlargeCache, resetCache } from "../../store/database.ts";
import { ImportLinks } from "../../store/import-links.ts";
import { ImportedKeys } from "../../store/imported-keys.ts";
import { ImportedRecords } from "../../store/imported-records.ts";
import { ImportedRows } from "../../store/imported-rows.ts";
import { ImportedThings } from "../../store/imported-things.ts";
import { hasImported, nextTaskPosition } from "../../store/imports.ts";
import { OpenNames } from "../../store/open-names.ts";
import type { Transaction } from "../../store/store.ts";
import type { ReportBuilder } from "./report-builder.ts";

/** What an import is. */
export interface ImportIdentity {
  id: string;
  key: string;
  format: string;
  /** Absolute. */
  source: string;
}

/** One import under way: where its parts write to. */
export interface Intake {
  import: ImportIdentity;
  tx: Transaction;
  report: ReportBuilder;
  /** Earlier imports of the format may know rows of this one. */
  hasEarlier: boolean;
  rows: ImportedRows;
  things: ImportedThings;
  keys: ImportedKeys;
  records: ImportedRecords;
  links: ImportLinks;
  names: OpenNames;
  /** Place of the next task among those without a run. */
  nextPosition: number;
  close(): void;
}

/** Prepares the statements of an import. Its record must have begun. */
export function openIntake(tx: Transaction, identity: ImportIdentity, report: ReportBuilder): Intake {
  const { db } = tx;
  enlargeCache(db);
  const hasEarlier = hasImported(db, identity.format, identity.id);
  const parts = {
    rows: new ImportedRows(db, identity),
    things: new ImportedThings(db, identity, hasEarlier),
    keys: new ImportedKeys(db, identity.id),
    records: new ImportedRecords(db),
    links: new ImportLinks(db),
    names: new OpenNames(db, identity.id),
  };
  return {
    import: identity,
    tx,
    report,
    hasEarlier,
    ...parts,
    nextPosition: nextTaskPosition(db),
    close: () => {
      for (const part of Object.values(parts)) part.close();
      resetCache(db);
    },
  };
}
