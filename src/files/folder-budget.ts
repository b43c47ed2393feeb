import { readFileSync } from "node:fs";
import { systemCode } from "../errors.ts";

/** How many folders may be watched; one costs some 8 kB. */
export interface FolderLimits {
  /** Of one worktree. */
  each: number;
  /** Of all worktrees together. */
  inAll: number;
}

const EACH = 4000;
const IN_ALL = 16_000;

export const systemLimits = (): FolderLimits => limitsWithin(readSystemLimit());

/** Half of what the system allows is left to the user's other programs. */
export function limitsWithin(allowed: number): FolderLimits {
  const inAll = Math.min(IN_ALL, Math.floor(allowed / 2));
  return { each: Math.min(EACH, inAll), inAll };
}

function readSystemLimit(): number {
  try {
    return Number(readFileSync("/proc/sys/fs/inotify/max_user_watches", "utf8"));
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
    return Number.POSITIVE_INFINITY; // not Linux
  }
}

/** Counts the folders that are watched for all worktrees. */
export class FolderBudget {
  readonly limits: FolderLimits;
  #taken = 0;

  constructor(limits: FolderLimits) {
    this.limits = limits;
  }

  get taken(): number {
    return this.#taken;
  }

  /**
   * Takes one folder more for a worktree that has `own` already; answers why it may not be taken, or null when it was.
   */
  take(own: number): string | null {
    const { each, inAll } = this.limits;
    if (own >= each) return `its worktree has more than the ${each} folders that can be watched`;
    if (this.#taken >= inAll) return `the ${inAll} folders that can be watched are taken by all sessions`;
    this.#taken += 1;
    return null;
  }

  giveBack(folders: number): void {
    this.#taken -= folders;
  }
}
