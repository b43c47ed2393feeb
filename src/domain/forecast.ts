/** An open branch, as far as its commits go. */
export interface OpenBranch {
  /** `RUN-001/api (SESSION-004)`, or the name of the branch that others are merged into. */
  label: string;
  branch: string;
  tip: string;
  /** Branch that it is to be merged into. */
  target: string;
  /** Paths that it changes beside its target. */
  changes: readonly string[];
}

/** Two branches that cannot be merged together as they are. */
export interface BranchConflict {
  ours: { label: string; branch: string };
  theirs: { label: string; branch: string };
  files: string[];
}

/** The pairs of branches with one target that change the same path, or one a folder of what the other makes a file. */
export function pairsToTry<B extends Pick<OpenBranch, "target" | "changes">>(
  branches: readonly B[],
): [B, B][] {
  return branches.flatMap((ours, index) =>
    branches
      .slice(index + 1)
      .filter((theirs) => ours.target === theirs.target && meet(ours.changes, theirs.changes))
      .map((theirs): [B, B] => [ours, theirs]),
  );
}

function meet(ours: readonly string[], theirs: readonly string[]): boolean {
  const [mine, yours] = [withFolders(ours), withFolders(theirs)];
  return ours.some((path) => yours.has(path)) || theirs.some((path) => mine.has(path));
}

/** The paths and all folders that they are in. */
function withFolders(paths: readonly string[]): Set<string> {
  const all = new Set(paths);
  for (const path of paths)
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1))
      all.add(path.slice(0, at));
  return all;
}
