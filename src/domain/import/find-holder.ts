import { isFinalPhase, type SessionPhase } from "../session.ts";

/** An imported session that may be the one that works on a task. */
export interface Candidate {
  id: string;
  key: string;
  isOpen: boolean;
  /** How it ended, in a word; null while it is open. */
  ending: string | null;
  /** How many underway tasks name it. */
  wantedBy: number;
  /** It holds a task already. */
  holds: boolean;
  /** What it declared last. */
  phase: SessionPhase;
  startedAt: number;
}

export type SuggestionKind = "current_task" | "complete_task" | "release_task";

export type Holder =
  | { hold: string }
  | { suggest: SuggestionKind; sessionId: string; reason: string }
  /** Nobody is known to work on it, or to have done so. */
  | { nobody: string };

/**
 * Who works on a task that is underway. Only what cannot be otherwise becomes a pointer: exactly one open session is
 * named, it works on nothing else, and it has not said that it is done. All else is a suggestion, for a person to judge.
 *
 * @param named every session that the source names for it: by id, or all that bear the name
 */
export function findHolder(named: readonly Candidate[]): Holder {
  const open = named.filter(({ isOpen }) => isOpen).toSorted((a, b) => b.startedAt - a.startedAt);
  const [newest] = open;
  if (!newest) return lastWorker(named);
  const doubt = doubtAbout(newest, open.length);
  if (doubt === null) return { hold: newest.id };
  return {
    suggest: "current_task",
    sessionId: newest.id,
    reason: `${newest.key} is likely to work on it, but ${doubt}`,
  };
}

function doubtAbout(newest: Candidate, openCount: number): string | null {
  if (openCount > 1)
    return `${openCount - 1} more open ${openCount === 2 ? "session is" : "sessions are"} named for it`;
  if (isFinalPhase(newest.phase)) return `its own phase is ${newest.phase}`;
  if (newest.holds) return "it holds another task";
  if (newest.wantedBy > 1) return `it is named for ${newest.wantedBy} tasks that are underway`;
  return null;
}

/** The task is underway, and those who worked on it have ended: one of the two is not true any more. */
function lastWorker(named: readonly Candidate[]): Holder {
  const [last] = named.toSorted((a, b) => b.startedAt - a.startedAt);
  if (!last) return { nobody: "nobody is named for it" };
  const ended = `${last.key}, which worked on it, has ended (${last.ending ?? "it is not said how"})`;
  return last.ending === "success" || last.ending === "unverified"
    ? { suggest: "complete_task", sessionId: last.id, reason: `${ended}: is it complete?` }
    : { suggest: "release_task", sessionId: last.id, reason: `${ended}: who goes on with it?` };
}
