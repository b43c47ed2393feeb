import type { PruneView } from "../api/contract/session.ts";
import { keepReasons, type PruneFacts } from "../domain/pruning.ts";
import { decideResume, type ResumePolicy } from "../domain/resume.ts";
import { isFinalPhase } from "../domain/session.ts";
import { readErrors } from "../store/phases.ts";
import { type EndedSession, listEndedBefore, pruneSessions } from "../store/session-pruning.ts";
import type { Store } from "../store/store.ts";

/** Sessions deleted in one transaction: few enough that nobody waits for it. */
const CHUNK = 200;

/** Removes the sessions that ended so long ago and that nothing needs any more; says why the others stay. */
export async function prune(
  store: Store,
  policy: ResumePolicy,
  olderThanMs: number,
  dryRun: boolean,
  now: number,
): Promise<PruneView> {
  const ended = listEndedBefore(store.db, now - olderThanMs);
  const reasons = keepReasons(ended.map((session) => factsOf(store, session, policy, now)));
  const goes = ended.filter(({ id }) => !reasons.has(id));
  const gone = dryRun ? goes : await remove(store, goes);
  return {
    dryRun,
    olderThanMs,
    removed: gone.map(({ key, name, endedAt }) => ({
      session: key,
      name,
      endedAt: new Date(endedAt).toISOString(),
    })),
    kept: ended.flatMap(({ id, key, name }) => {
      const reason = reasons.get(id);
      return reason === undefined ? [] : [{ session: key, name, reason }];
    }),
  };
}

/** Answers those that were still there. */
async function remove(store: Store, sessions: readonly EndedSession[]): Promise<EndedSession[]> {
  const keys = new Set<string>();
  for (let from = 0; from < sessions.length; from += CHUNK) {
    const ids = sessions.slice(from, from + CHUNK).map(({ id }) => id);
    for (const key of await store.write((tx) => pruneSessions(tx, ids))) keys.add(key);
  }
  return sessions.filter(({ key }) => keys.has(key));
}

function factsOf({ db }: Store, session: EndedSession, policy: ResumePolicy, now: number): PruneFacts {
  if (isFinalPhase(session.phase)) return { ...session, isResumable: false };
  // What it asks counts only for a task that is not closed, and then the task is the reason.
  const facts = { ...session, errorCount: readErrors(db, session.id).count, openQuestion: null };
  return { ...session, isResumable: decideResume(facts, policy, now).resumable };
}
