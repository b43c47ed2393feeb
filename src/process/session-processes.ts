import { noncesOf } from "./environ.ts";
import { type Learnt, ProcessOwners, type SessionSeeds } from "./process-owners.ts";
import type { ProcessRow } from "./process-row.ts";
import { readProcessTable } from "./table.ts";

/**
 * Whose process is whose, for many sessions by one look at the process table. Remembers whom it has seen: a process stays
 * with its session when its parent is gone, and the environment is read only of strangers, once of each.
 */
export class SessionProcesses {
  #learnt: ReadonlyMap<number, Learnt> = new Map();

  /**
   * The processes of each session by its nonce: the known ones, their descendants, everyone in a terminal session that one
   * of them leads, and who carries the nonce; also those that have ended and are still listed. A session without any may
   * be left out. One look at a time. Throws `internal` when processes cannot be seen.
   */
  async look(sessions: readonly SessionSeeds[]): Promise<ReadonlyMap<string, readonly ProcessRow[]>> {
    const table = await readProcessTable();
    const rows = [...table.values()];
    const owners = new ProcessOwners(table, sessions, this.#learnt);
    const unknown = rows.filter((row) => owners.of(row) === undefined).map(({ pid }) => pid);
    const nonces = await noncesOf(unknown);
    const ownerOf = (row: ProcessRow) => owners.of(row) ?? nonces.get(row.pid) ?? null;
    this.#learnt = new Map(rows.map((row) => [row.pid, { startTime: row.startTime, nonce: ownerOf(row) }]));
    const ofSessions = rows.flatMap((row) => {
      const nonce = ownerOf(row);
      return nonce === null ? [] : [{ nonce, row }];
    });
    const groups = Map.groupBy(ofSessions, ({ nonce }) => nonce);
    return new Map([...groups].map(([nonce, members]) => [nonce, members.map(({ row }) => row)]));
  }
}
