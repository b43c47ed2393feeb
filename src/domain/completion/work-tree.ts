import type { Finding } from "./judge.ts";
import { countOf, nameSome } from "./words.ts";

/** What stands in a session's work tree. */
export type WorkTreeFacts =
  | { isKnown: false; why: string }
  | {
      isKnown: true;
      /** null on a branch without a commit. */
      head: string | null;
      /** Commits since the task was claimed; null when that cannot be told. */
      commits: number | null;
      /** Paths with uncommitted changes. */
      dirty: readonly string[];
      /** overstory commits what is left when the agent has ended. */
      isCommitted: boolean;
    };

export function findCommits(tree: WorkTreeFacts): Finding {
  const asked = { type: "commits", field: null, how: null } as const;
  if (!tree.isKnown) return { ...asked, state: "unknown", ...untold("what was committed", tree.why) };
  if (tree.commits === null) {
    const why = "git's log of this work tree does not go back to the claim";
    return { ...asked, state: "unknown", ...untold("what was committed since then", why) };
  }
  if (tree.commits > 0)
    return { ...asked, state: "met", message: `${countOf(tree.commits, "commit")} since the claim` };
  const message = "nothing was committed since the task was claimed";
  return { ...asked, state: "lacking", message, how: 'git add … && git commit -m "…", if there is work' };
}

export function findCleanTree(tree: WorkTreeFacts): Finding {
  const asked = { type: "clean_tree", field: null, how: null } as const;
  if (!tree.isKnown)
    return { ...asked, state: "unknown", ...untold("whether anything is uncommitted", tree.why) };
  if (tree.dirty.length === 0) return { ...asked, state: "met", message: "the work tree is clean" };
  const uncommitted = `${countOf(tree.dirty.length, "file")} uncommitted: ${nameSome(tree.dirty)}`;
  if (tree.isCommitted) {
    return { ...asked, state: "met", message: `${uncommitted}; overstory commits what is left` };
  }
  return { ...asked, state: "lacking", message: uncommitted, how: 'git add … && git commit -m "…"' };
}

const untold = (what: string, why: string) => ({
  message: `${what} cannot be told: ${why}`,
  how: "see for yourself: git status, git log",
});
