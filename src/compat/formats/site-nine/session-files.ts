import type { SqliteSource } from "../../sources/sqlite-source.ts";
import { type AgentTable, agentId } from "./map-agent.ts";
import { fileName } from "./markdown-files.ts";

const COLUMNS: Record<AgentTable, string> = { agents: "session_file", missions: "mission_file" };
/** More than one session says that the file is its own. */
const SHARED = Symbol("shared");

export type OwnerOf = (file: string) => { id: string | null; isShared: boolean };

/** Whose file each of these is. Remembers only these, however many sessions there are. */
export function findOwners(source: SqliteSource, files: readonly string[]): OwnerOf {
  const owners = new Map<string, string | typeof SHARED | null>(files.map((file) => [file, null]));
  for (const table of ["agents", "missions"] as const) {
    const column = COLUMNS[table];
    if (!source.has(table, "id", column)) continue;
    for (const { id, file } of source.list(`SELECT id, ${column} AS file FROM ${table}`)) {
      if (typeof file !== "string" || (typeof id !== "number" && typeof id !== "string")) continue;
      const known = owners.get(fileName(file));
      if (known !== undefined) owners.set(fileName(file), known === null ? agentId(table, id) : SHARED);
    }
  }
  return (file) => {
    const owner = owners.get(file) ?? null;
    return owner === SHARED ? { id: null, isShared: true } : { id: owner, isShared: false };
  };
}
