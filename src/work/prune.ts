import type { PruneView } from "../api/work-contract.ts";
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
  if (!dryRun)
    for (let from = 0; from < goes.length; from += CHUNK) {
      const ids = goes.slice(from, from + CHUNK).map(({ id }) => id);
      await store.write((tx) => pruneSessions(tx, ids));
    }
  return {
    dryRun,
    olderThanMs,
    removed: goes.map(({ key, name, endedAt }) => ({
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

function factsOf({ db }: Store, session: EndedSession, policy: ResumePolicy, now: number): PruneFacts {
  if (isFinalPhase(session.phase)) return { ...session, isResumable: false };
  const facts = { ...session, errorCount: readErrors(db, session.id).count, openQuestion: session.question };
  return { ...session, isResumable: decideResume(facts, policy, now).resumable };
}
