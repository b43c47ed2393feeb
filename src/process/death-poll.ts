import type { ProcessIdentity } from "../domain/session.ts";
import { OverstoryError } from "../errors.ts";
import type { DeathWatch } from "./death-watch.ts";
import { check } from "./identity.ts";
import type { ProcessRow } from "./process-row.ts";
import { readProcessTable } from "./table.ts";

interface Watched {
  identity: ProcessIdentity;
  onDeath: () => void;
}

/** Finds deaths by looking at the process table once per interval: for systems without pidfd. Rests while nothing is watched. */
export function createDeathPoll(intervalMs: number): DeathWatch {
  const watched = new Set<Watched>();
  let timer: Timer | undefined;
  let closed = false;

  const schedule = () => {
    if (timer === undefined && watched.size > 0) timer = setTimeout(round, intervalMs);
  };
  const round = async () => {
    const table = await readTable();
    for (const one of table ? [...watched] : [])
      if (!isRunning(table?.get(one.identity.pid), one)) await confirm(one);
    timer = undefined;
    schedule();
  };
  const confirm = async (one: Watched) => {
    if ((await check(one.identity)) === "dead" && watched.delete(one)) queueMicrotask(one.onDeath);
  };

  return {
    watch(identity, onDeath) {
      if (closed) return () => {};
      const one = { identity, onDeath };
      watched.add(one);
      void confirm(one);
      schedule();
      return () => void watched.delete(one);
    },
    async close() {
      closed = true;
      watched.clear();
      clearTimeout(timer);
    },
  };
}

const isRunning = (row: ProcessRow | undefined, { identity }: Watched) =>
  row !== undefined && row.startTime === identity.startTime && !row.ended;

/** Undefined when processes cannot be seen now: no one is called dead for that. */
async function readTable() {
  try {
    return await readProcessTable();
  } catch (error) {
    if (error instanceof OverstoryError) return undefined;
    throw error;
  }
}
