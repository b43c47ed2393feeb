import { OverstoryError } from "../errors.ts";
import { mapInPieces } from "./in-pieces.ts";
import { listPids, readProcStat } from "./proc-stat.ts";
import { isRow, type ProcessRow } from "./process-row.ts";
import { readPsTable } from "./ps.ts";
import { sharedLook } from "./shared-look.ts";

/**
 * All processes at about one moment, by pid. Those that end while it is taken may be missing.
 * Throws `internal` when the system does not let us see processes: an empty table would read as "all are dead".
 */
export const readProcessTable: () => Promise<ReadonlyMap<number, ProcessRow>> = sharedLook(async () => {
  const rows = process.platform === "linux" ? await readProc() : await readPsTable();
  const table = new Map(rows.map((row) => [row.pid, row]));
  if (table.has(process.pid)) return table;
  throw new OverstoryError("internal", "the process table does not show this process", {
    hint: process.platform === "linux" ? "is /proc mounted?" : "does ps -ax work here?",
  });
});

const readProc = async () => (await mapInPieces(listPids(), readProcStat)).filter(isRow);
