import type { References } from "../../domain/import/references.ts";
import { OverstoryError } from "../../errors.ts";
import {
  countDoomed,
  deleteDoomed,
  deleteRows,
  detachReferences,
  listChanges,
  listHeldBack,
  listReferences,
  markDoomed,
  markReferring,
  restoreCounters,
} from "../../store/import-rollback.ts";
import { type ImportRecord, markRolledBack, requireImport } from "../../store/imports.ts";
import type { Store, Transaction } from "../../store/store.ts";

/**
 * Takes an import back: the database afterwards is as before it, but for what other work has added. The record stays.
 * Throws `conflict`, listing what stands in the way.
 */
export async function rollBack(
  store: Store,
  key: string,
  references: References,
): Promise<{ record: ImportRecord; removed: Record<string, number> }> {
  const record = requireImport(store.db, key);
  if (record.status !== "completed")
    throw new OverstoryError("conflict", `${record.key} was rolled back before`, {
      hint: "overstory import list",
    });
  const removed = await store.exclusive((tx) => takeBack(tx, record, references));
  return { record: requireImport(store.db, record.id), removed };
}

async function takeBack(
  tx: Transaction,
  record: ImportRecord,
  references: References,
): Promise<Record<string, number>> {
  const { db } = tx;
  markDoomed(db, record.id);
  if (references === "cascade") markReferring(tx, record);
  requireWay(tx, record, references);
  if (references === "detach") detachReferences(tx, record);
  const removed = countDoomed(db);
  // What refers to each other goes in several steps.
  db.run("PRAGMA defer_foreign_keys = ON");
  for (const steps of [deleteDoomed(tx, record.id), deleteRows(tx, record.id)])
    for (const _ of steps) await new Promise((resolve) => setImmediate(resolve));
  restoreCounters(tx, record);
  markRolledBack(tx, record.id);
  tx.event("import.rolled_back", {}, { key: record.key, references, removed });
  return removed;
}

function requireWay({ db }: Transaction, record: ImportRecord, references: References): void {
  const heldBack = listHeldBack(db);
  if (heldBack.length > 0)
    throw inTheWay(record, heldBack, "end these sessions, or let them put the task down, and try again");
  const obstacles = [...listReferences(db, record), ...listChanges(db, record)];
  if (references === "cascade" || obstacles.length === 0) return;
  const left = references === "refuse" ? obstacles : obstacles.filter(({ detachable }) => !detachable);
  if (left.length === 0) return;
  const isSolvable = left.every(({ detachable }) => detachable);
  throw inTheWay(
    record,
    left.map(({ what }) => what),
    isSolvable
      ? "--detach keeps what refers to it and gives the references up; --cascade removes that too; what was changed goes either way"
      : "--cascade removes what refers to it too",
  );
}

const inTheWay = ({ key }: ImportRecord, what: string[], hint: string) =>
  new OverstoryError(
    "conflict",
    [`${key} cannot be rolled back: other work has come to rest on it`, ...new Set(what)].join("\n"),
    { hint },
  );
