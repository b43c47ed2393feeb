import type { Evidence, Movement, ProcessEvidence, Signal } from "./evidence.ts";

/** A counter that only matters by its changes, or why it cannot be read. */
export type Reading = number | { unknown: string };

/** The counters whose change is a movement. */
export interface Counters {
  /** Stands for the bytes that were written to the pane; always the same for one whose screen moves by itself. */
  output: Reading;
  /** Writes seen in the worktree and in its git folder. */
  files: Reading;
  /** Bytes of the runtime's own record of the conversation. */
  transcript: Reading;
  /** CPU time of the living process tree, ms; of an agent whose screen moves by itself, without what draws it. */
  cpuMs: Reading;
  /** Bytes that the same processes have read and written. */
  ioBytes: Reading;
}

/** What one look at a session shows. */
export interface Findings {
  process: ProcessEvidence;
  counters: Counters;
  /** A process of it runs or waits for a disk at this very moment. */
  isRunning: boolean;
  readsTerminal: boolean;
}

/** The counters at the last look, and when that was (observed ms). */
export interface Baseline {
  at: number;
  counters: Counters;
}

/** Timers and keep-alives of a waiting program move a few bytes all the time. */
const IO_NOISE_BYTES = 1024;

/**
 * Takes in a look: what moved since the one before. A counter that was or is unknown proves nothing either way.
 *
 * @param cpuShare part of one core above which a process tree is at work
 */
export function takeIn(
  evidence: Evidence,
  before: Baseline | null,
  findings: Findings,
  observed: number,
  cpuShare: number,
): Evidence {
  const { counters } = findings;
  const elapsed = before === null ? 0 : observed - before.at;
  const wasContinued = evidence.process === "stopped" && findings.process === "alive";
  const least: Record<Counted, number> = {
    output: 1,
    files: 1,
    transcript: 1,
    cpuMs: Math.max(1, elapsed * cpuShare),
    ioBytes: IO_NOISE_BYTES,
  };
  const moved = (counter: Counted, signal: Signal, movesAnyway = false): Movement => {
    const change = changeOf(before?.counters[counter], counters[counter]);
    const { movedAt } = evidence.movements[signal];
    const isMovement = movesAnyway || change >= least[counter];
    const unknown = unknownOf(counters[counter]) ?? unknownOf(before?.counters[counter]);
    return { movedAt: isMovement ? observed : movedAt, unknown };
  };
  return {
    ...evidence,
    process: findings.process,
    readsTerminal: findings.readsTerminal,
    movements: {
      reports: evidence.movements.reports,
      output: moved("output", "output"),
      files: moved("files", "files"),
      transcript: moved("transcript", "transcript"),
      // A process that gets no turn on a busy machine uses no time, and is at work all the same. One that was stopped
      // could not move until somebody let it.
      cpu: moved("cpuMs", "cpu", findings.isRunning || wasContinued),
      io: moved("ioBytes", "io"),
    },
  };
}

/** What the next look is held against: of a counter that cannot be read now, the last value that could. */
export function nextBaseline(before: Baseline | null, { counters }: Findings, observed: number): Baseline {
  const latest = (counter: Counted): Reading => {
    const reading = counters[counter];
    return typeof reading === "number" ? reading : (before?.counters[counter] ?? reading);
  };
  return {
    at: observed,
    counters: {
      output: latest("output"),
      files: latest("files"),
      transcript: latest("transcript"),
      cpuMs: latest("cpuMs"),
      ioBytes: latest("ioBytes"),
    },
  };
}

type Counted = keyof Counters;

/** Any change counts: a log that was begun anew shrinks, and so does the CPU time of a tree that lost a process. */
const changeOf = (before: Reading | undefined, now: Reading): number =>
  typeof before === "number" && typeof now === "number" ? Math.abs(now - before) : 0;

const unknownOf = (reading: Reading | undefined): string | null =>
  typeof reading === "object" ? reading.unknown : null;
