/** Uncommitted work of a session that was saved under a ref. */
export interface SavedWork {
  ref: string;
  /** Key of the session. */
  session: string;
  /** 1 for the first time that work of that session was saved. */
  number: number;
  /** What it was saved for. */
  message: string;
  /** ms UTC, in whole seconds. */
  savedAt: number;
  commit: string;
  /** The commit that it comes on top of; null when there was none yet. */
  base: string | null;
  files: SavedFile[];
  /** Of the changed files that are still there. */
  bytes: number;
}

export interface SavedFile {
  path: string;
  change: "added" | "modified" | "deleted";
  /** Whether the index holds all of the change, a part of it or another, or nothing. */
  staged: "all" | "part" | "none";
}
