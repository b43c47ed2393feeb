import type { Refusal } from "../task-rules.ts";

/** An agent that a person started, and what decides whether it can be taken over. */
export interface AdoptionFacts {
  runtime: string;
  conversation: string;
  folder: string;
  /** Its process; null when it does not run. */
  pid: number | null;
  /** It is in the middle of a turn; null when that cannot be told. */
  isBusy: boolean | null;
  /** Nothing was said in its conversation yet. */
  isEmpty: boolean;
  /** Top of the work tree of this repository in which its folder lies; null when it lies in none. */
  worktree: string | null;
  /** The open session that has its conversation, or to which its process belongs. */
  holder: string | null;
}

/** Why it is not taken over, or null. @param force although that breaks off its turn */
export function refuseAdoption(it: AdoptionFacts, force: boolean): Refusal | null {
  const { runtime, pid, folder, worktree, holder } = it;
  const agent = pid === null ? `${runtime} ${it.conversation}` : `${runtime} (pid ${pid})`;
  if (holder !== null)
    return { message: `${agent} is the agent of ${holder} already`, hint: `overstory attach ${holder}` };
  if (worktree === null)
    return {
      message: `${agent} works in ${folder}, which is no work tree of this repository`,
      hint: "take it over in the project that it works in: overstory adopt … --project DIR",
    };
  if (it.isEmpty)
    return {
      message: `nothing was said to ${agent} yet: there is no conversation to go on with`,
      hint: "give it a prompt first, or end it and let overstory start one",
    };
  if (pid === null || it.isBusy === false || force) return null;
  return {
    message: it.isBusy
      ? `${agent} is in the middle of a turn`
      : `it cannot be told whether ${agent} is in the middle of a turn`,
    hint: "wait until it is done, or break its turn off: --force",
  };
}
