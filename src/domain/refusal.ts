/** Work that was done and could not be merged: what its next agent has to put right. */
export interface Refusal {
  /** conflict: it cannot be merged as it is; red: the gates fail on the merged result. */
  state: "conflict" | "red";
  branch: string;
  target: string;
  /** What conflicts. */
  files: readonly string[];
  /** Whose work is the other side: `RUN-001/api (SESSION-004)`; null when that is not known. */
  with: string | null;
  /** Which gate failed and where its output is, or the conflict in words. */
  reason: string | null;
  gates: readonly string[];
}

/** What the agent is told, which goes on with that work on its branch. Both sides are named, and neither is to be dropped. */
export function describeRefusal(refusal: Refusal): string {
  const { target } = refusal;
  const bring = `Merge ${target} into this branch (git merge ${target}; this one merge is yours to make)`;
  return [
    ...(refusal.state === "conflict"
      ? [conflict(refusal), `${bring}, and resolve each conflict so that what both sides want holds.`]
      : [red(refusal), `${bring}, and mend the whole so that what both sides want holds.`]),
    "Never take one side wholesale, and drop no test of either.",
    ...(refusal.gates.length > 0 ? [`These must pass then: ${refusal.gates.join("; ")}.`] : []),
    "Commit; it is then checked and merged again.",
  ].join(" ");
}

const other = ({ target, with: whose }: Refusal): string =>
  whose === null ? target : `${target}, which has the work of ${whose}`;

const conflict = (refusal: Refusal): string =>
  `The work on the branch ${refusal.branch} is done but cannot be merged: it conflicts with ${other(refusal)}, in ${refusal.files.join(", ")}.`;

const red = (refusal: Refusal): string =>
  `The work on the branch ${refusal.branch} is done and merges into ${other(refusal)}, but the two do not go together: ${refusal.reason ?? "a gate failed on the merged result"}.`;
