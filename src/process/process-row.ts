/** One process as the operating system lists it. */
export interface ProcessRow {
  pid: number;
  ppid: number;
  pgid: number;
  /** Pid of the session's leader; null where `ps` does not tell (macOS). */
  sid: number | null;
  /** With the pid it names the process for good, see ProcessIdentity. */
  startTime: string;
  /** The letter of `ps`: R, S, D, T, Z, … */
  state: string;
  /** It runs no more, though a parent that has not asked for its status may keep it listed. */
  ended: boolean;
  /** It may read from its terminal: it has one, and is in the group that is in the foreground there. */
  isForeground: boolean;
  /** CPU time that it and the children it has waited for have used; on macOS those may be missing. */
  cpuMs: number;
}

/** Processes that share a terminal, or did before they closed it. */
export const sessionOf = ({ sid, pgid }: ProcessRow): number => sid ?? pgid;

/** What a look at one pid showed. */
export type Look = ProcessRow | "absent" | { unknown: string };

export const isRow = (look: Look): look is ProcessRow => look !== "absent" && !("unknown" in look);

/** A number that can be some process's pid. */
export const isPid = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 0x7fff_ffff;
