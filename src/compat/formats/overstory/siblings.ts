import { basename, dirname } from "node:path";
import { OverstoryError } from "../../../errors.ts";
import { SqliteSource } from "../../sources/sqlite-source.ts";
import { countRows } from "../open-tables.ts";
import { listDatabases } from "../places.ts";

/** What else the earlier product kept beside its sessions: `mail.db is not taken in: 120 messages`. */
export const describeSiblings = (path: string): string[] =>
  listDatabases(dirname(path))
    .filter((sibling) => basename(sibling) !== "sessions.db")
    .map(describeSibling);

/** Its trouble is none of the import's. */
function describeSibling(path: string): string {
  try {
    const source = new SqliteSource(path);
    const counts = countRows([...source.tables.keys()], source.tables);
    source.close();
    return `${source.name} is not taken in: ${counts === "" ? "no tables" : counts}`;
  } catch (error) {
    if (!(error instanceof OverstoryError)) throw error;
    return `${basename(path)} is not taken in: ${error.message}`;
  }
}
