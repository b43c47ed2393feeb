import type { ProcessIdentity } from "../domain/session.ts";
import { type ProcessRow, sessionOf } from "./process-row.ts";

/** By what the processes of one session are found. */
export interface SessionSeeds {
  /** Value of OVERSTORY_NONCE in its environment; tells sessions apart. */
  nonce: string;
  /** Processes known to belong to it. A later process with the pid of one counts for nothing. */
  known: readonly ProcessIdentity[];
}

/** What was once learnt of a process, which holds as long as it lives. */
export interface Learnt {
  startTime: string;
  /** Of the session that it belongs to; null for a stranger. */
  nonce: string | null;
}

/** Tells whose the processes of one table are. */
export class ProcessOwners {
  readonly #table: ReadonlyMap<number, ProcessRow>;
  readonly #learnt: ReadonlyMap<number, Learnt>;
  readonly #seeds = new Map<number, Learnt>();
  /** Terminal sessions that a known process leads, or led before it ended. */
  readonly #terminals = new Map<number, string>();
  readonly #answers = new Map<number, string | null | undefined>();

  constructor(
    table: ReadonlyMap<number, ProcessRow>,
    sessions: readonly SessionSeeds[],
    learnt: ReadonlyMap<number, Learnt>,
  ) {
    this.#table = table;
    this.#learnt = learnt;
    for (const { nonce, known } of sessions)
      for (const { pid, startTime } of known) this.#seeds.set(pid, { startTime, nonce });
    for (const row of table.values()) {
      const nonce = this.#known(row, this.#seeds);
      // A living known process proves that the number of its terminal session has not passed to someone else.
      if (nonce && this.#seeds.get(sessionOf(row))?.nonce === nonce)
        this.#terminals.set(sessionOf(row), nonce);
    }
  }

  /** The nonce of its session; null for a known stranger, undefined when nothing is known yet. */
  of(row: ProcessRow): string | null | undefined {
    if (this.#answers.has(row.pid)) return this.#answers.get(row.pid);
    // A table is not read at one instant, so what it tells of parents may go in a circle.
    this.#answers.set(row.pid, undefined);
    const owner = row.pid === process.pid ? null : this.#find(row);
    this.#answers.set(row.pid, owner);
    return owner;
  }

  #find(row: ProcessRow): string | null | undefined {
    return (
      this.#known(row, this.#seeds) ??
      this.#ofPid(row.ppid) ??
      this.#terminals.get(sessionOf(row)) ??
      this.#ofPid(sessionOf(row)) ??
      this.#known(row, this.#learnt)
    );
  }

  #known({ pid, startTime }: ProcessRow, among: ReadonlyMap<number, Learnt>): string | null | undefined {
    const one = among.get(pid);
    return one?.startTime === startTime ? one.nonce : undefined;
  }

  #ofPid(pid: number): string | null | undefined {
    const row = this.#table.get(pid);
    return row && this.of(row);
  }
}
