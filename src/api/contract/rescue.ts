import type { SavedFile } from "../../domain/saved-work.ts";

/** Uncommitted work that was saved under a ref. */
export interface RescueView {
  ref: string;
  session: string;
  number: number;
  /** What it was saved for. */
  message: string;
  savedAt: string;
  commit: string;
  /** The commit that it comes on top of; null when there was none yet. */
  base: string | null;
  /** Changed paths, and the bytes of those that are still there. */
  fileCount: number;
  bytes: number;
}

export interface RescueDetail extends RescueView {
  files: SavedFile[];
  /** The changes as git shows them; null unless asked for. */
  patch: string | null;
}

/** POST /rescues/:ref/restore */
export interface RestoreRequest {
  /** An existing clean worktree, absolute; absent for a new one. */
  into?: string | undefined;
  /** Name of the new branch; made when absent. */
  branch?: string | undefined;
}

export interface RestoredView {
  ref: string;
  worktree: string;
  branch: string | null;
}
