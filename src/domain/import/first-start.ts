/** What a start finds of what the earlier product left. */
export interface LegacyFile {
  exists: boolean;
  /** Its content has been imported already, and not rolled back. */
  isImported: boolean;
}

/**
 * What a start does with it.
 *
 * - take_in: nothing is here yet
 * - rename: an earlier start imported it and came no further
 * - leave: there is none, or there is work here that it does not belong beside
 */
export function planFirstStart(file: LegacyFile, isEmpty: boolean): "take_in" | "rename" | "leave" {
  if (!file.exists) return "leave";
  if (file.isImported) return "rename";
  return isEmpty ? "take_in" : "leave";
}
