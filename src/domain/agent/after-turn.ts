import { oneLine } from "./one-line.ts";
import { unfinishedText } from "./reminder-text.ts";
import { decideRetry, type Retry } from "./retry.ts";
import { missingWord, type TeamFacts, waitsForOthers } from "./team-turn.ts";
import type { Turn } from "./turn.ts";

/** What stands in the worktree after a turn. */
export interface WorkAfterTurn {
  /** Past the base of its branch. */
  commits: number;
  /** Changed or untracked paths. */
  dirty: readonly string[];
  /** Key of the merge that was refused, when its branch is still what was given back to it. */
  givenBackAs?: string | null;
}

/** What is known without a look at the work of an agent whose turn is over. */
export interface AfterTurnFacts {
  turn: Turn;
  /** It waits for something that a person or a time has to end: nothing is decided about it. */
  isHeld: boolean;
  /** A text for it is under way, so that its next turn comes. */
  hasMessage: boolean;
  /** "over": it had one, which somebody else has settled. */
  task: "held" | "over" | "none";
  /** It has said itself that its task is done. */
  isDeclaredDone: boolean;
  /** What it was to hear, and has not heard yet: that a person has decided, or that its task has changed. */
  unheard: readonly string[];
  /** What it leaves is committed for it. */
  autoCommit: boolean;
  /** Commits at the last reminder; null when it was not reminded yet. */
  remindedAtCommits: number | null;
  /** How often it was reminded in all. */
  remindersInAll: number;
  retry: Retry;
  team: TeamFacts;
}

/** Times are ms UTC. */
export type AfterTurn =
  /** It has done its work, and is ended. */
  | { do: "dismiss"; why: string }
  /** It is told what is missing; `number` counts in a row, `commits` is what it has made by then. */
  | { do: "remind"; text: string; number: number; commits: number }
  /** It is told what it has not heard. */
  | { do: "notify"; text: string }
  /** It is told to go on where it was broken off. */
  | { do: "go_on"; text: string }
  /** The wall that it ran into is put on record for all who share it. */
  | { do: "strike" }
  /** A person is asked. */
  | { do: "ask"; reason: string }
  /** Nothing now; `until`: look again then, null when something has to happen first. */
  | { do: "wait"; until: number | null };

export const MOST_REMINDERS = 2;
/** However well it moves in between, somebody has to look at work that never gets finished. */
const MOST_IN_ALL = 6;
const SAID_LENGTH = 300;
/** Whoever broke a turn off is about to say why. */
const INTERRUPTED_MS = 10_000;
/** The last of what the agent tells may be on its way. */
const SETTLE_MS = 1000;

/**
 * What follows from the end of a turn whatever the work; null when the work has to be looked at, see `decideByWork`. Deciding
 * again gives the same until something has changed.
 *
 * @param now ms UTC
 */
export function decideAfterTurn(facts: AfterTurnFacts, now: number): AfterTurn | null {
  const { turn, isHeld, hasMessage, task } = facts;
  if (turn.state !== "idle" || turn.ask !== null || turn.background > 0 || isHeld || hasMessage)
    return { do: "wait", until: null };
  if (now < turn.since + SETTLE_MS) return { do: "wait", until: turn.since + SETTLE_MS };
  if (turn.fault !== null) return decideRetry(turn, turn.fault, facts.retry, now);
  if (facts.unheard.length > 0)
    return { do: "notify", text: `[overstory] ${facts.unheard.join("; ")}. Go on.` };
  if (turn.isInterrupted) return afterInterruption(turn, now);
  if (task === "over") return { do: "dismiss", why: "its task is settled" };
  if (task === "none") return { do: "ask", reason: `its turn is over${lastWords(turn)}` };
  return turn.count === 0 ? { do: "wait", until: null } : null; // at 0 its first prompt is on its way
}

const afterInterruption = ({ since }: Turn, now: number): AfterTurn =>
  now < since + INTERRUPTED_MS
    ? { do: "wait", until: since + INTERRUPTED_MS }
    : { do: "ask", reason: "its turn was broken off by hand" };

/**
 * @param work null for an agent that has no worktree
 * @param now ms UTC
 */
export function decideByWork(facts: AfterTurnFacts, work: WorkAfterTurn | null, now: number): AfterTurn {
  const { autoCommit, isDeclaredDone, team } = facts;
  if (!isDeclaredDone && waitsForOthers(team)) return { do: "wait", until: null };
  if (!isDeclaredDone && team.answerDueAt !== null && team.answerDueAt > now)
    return { do: "wait", until: team.answerDueAt };
  // What it may have written down for itself is none of its work.
  if (team.coordination)
    return isDeclaredDone ? { do: "dismiss", why: "it says that its run is done" } : remind(facts, null);
  const { commits, dirty } = work ?? { commits: 0, dirty: [] };
  if (dirty.length > 0 && !autoCommit) return remind(facts, work);
  if (isDeclaredDone) return { do: "dismiss", why: "it says that its task is done" };
  const hasCommitted = commits > 0 && !work?.givenBackAs;
  if (hasCommitted || (dirty.length > 0 && !team.changesNothing))
    return { do: "dismiss", why: "its turn is over, and its work is done" };
  return remind(facts, work);
}

function remind(facts: AfterTurnFacts, work: WorkAfterTurn | null): AfterTurn {
  const { turn, remindedAtCommits, remindersInAll } = facts;
  const commits = work?.commits ?? 0;
  const hasMoved = remindedAtCommits !== null && commits > remindedAtCommits;
  const number = hasMoved ? 1 : turn.reminders + 1;
  const isClean = (work?.dirty ?? []).length === 0;
  const { fault, reminder } = (isClean ? missingWord(facts.team) : null) ?? unfinishedText(work);
  if (number > MOST_REMINDERS || remindersInAll >= MOST_IN_ALL)
    return { do: "ask", reason: `its turn is over, and it ${fault}${lastWords(turn)}` };
  return { do: "remind", text: reminder, number, commits };
}

const lastWords = ({ said }: Turn): string => (said ? `; its last words: ${oneLine(said, SAID_LENGTH)}` : "");
