import type { ProcessIdentity } from "../domain/session.ts";
import { createDeathPoll } from "./death-poll.ts";
import { PidfdWatch } from "./pidfd-watch.ts";

export interface DeathWatch {
  /**
   * Calls back exactly once when this very process has ended, soon also if it has already; never before `watch` returned.
   * Answers how to stop watching: after that there is no call.
   */
  watch(identity: ProcessIdentity, onDeath: () => void): () => void;
  /** Resolves when nothing is watched and held any more; no call comes after it was called. May be called twice. */
  close(): Promise<void>;
}

/** How late a death may be found where the kernel cannot tell it. */
const POLL_INTERVAL_MS = 1000;

/** Tells deaths within a few milliseconds on Linux, within about a second elsewhere. Costs nothing while nothing dies on Linux. */
export function createDeathWatch(): DeathWatch {
  const poll = createDeathPoll(POLL_INTERVAL_MS);
  const pidfds = PidfdWatch.open(poll);
  return {
    watch: (identity, onDeath) => (pidfds ?? poll).watch(identity, onDeath),
    close: async () => {
      await Promise.all([pidfds?.close(), poll.close()]);
    },
  };
}
