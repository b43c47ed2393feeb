/** GET and POST /clean */
export interface CleanRequest {
  /** Also worktrees that the configuration keeps. */
  kept?: boolean | undefined;
}

export interface CleanView {
  proposals: {
    path: string;
    branch: string | null;
    session: string | null;
    bytes: number;
    remove: boolean;
    /** Why it may go, or why it stays. */
    reasons: string[];
  }[];
  /** null for a proposal that was not carried out. */
  applied: { path: string; done: boolean; reason: string | null }[] | null;
}

/** GET /disk */
export interface DiskView {
  parts: { name: string; path: string; bytes: number; files: number }[];
  totalBytes: number;
  freeBytes: number;
}
