import { formatKey, type KeyKind } from "../domain/keys.ts";
import type { Transaction } from "./store.ts";

/** The next unused key of its kind. Undone with its transaction, so no number is lost to a failed one. */
export function nextKey({ db }: Transaction, kind: KeyKind): string {
  const row = db
    .query<{ value: number }, [string]>(
      "INSERT INTO counters (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
    )
    .get(kind);
  return formatKey(kind, row?.value ?? 1);
}
