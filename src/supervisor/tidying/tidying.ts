import { describeError, OverstoryError } from "../../errors.ts";
import { Turns } from "../../git/turns.ts";
import { applyClean, type CleanProposal, type CleanWish, type CleanWorld, proposeClean } from "./clean.ts";
import { type DiskPart, measureDisk } from "./disk.ts";

/** What became of one that was to be removed. */
export interface Cleaned {
  path: string;
  done: boolean;
  /** Why it stays; null when it is gone. */
  reason: string | null;
}

/** Tells what is in the way, and takes it away. */
export class Tidying {
  readonly #world: CleanWorld;
  readonly #turns = new Turns();

  constructor(world: CleanWorld) {
    this.#world = world;
  }

  async propose(wish: CleanWish): Promise<{ proposals: CleanProposal[]; applied: null }> {
    return { proposals: await proposeClean(this.#world, wish), applied: null };
  }

  /** Removes what may go; one call after the other. */
  apply(wish: CleanWish): Promise<{ proposals: CleanProposal[]; applied: Cleaned[] }> {
    return this.#turns.take("apply", async () => {
      const proposals = await proposeClean(this.#world, wish);
      const applied: Cleaned[] = [];
      for (const { path } of proposals.filter(({ remove }) => remove)) {
        const reason = await applyClean(this.#world, path, wish).catch(reasonOf);
        applied.push({ path, done: reason === null, reason });
      }
      return { proposals, applied };
    });
  }

  async disk(): Promise<{ parts: DiskPart[]; totalBytes: number; freeBytes: number }> {
    const { parts, freeBytes } = await measureDisk(this.#world);
    return { parts, freeBytes, totalBytes: parts.reduce((sum, { bytes }) => sum + bytes, 0) };
  }
}

/** What git refuses with one of them keeps it from no other. */
function reasonOf(error: unknown): string {
  if (error instanceof OverstoryError) return describeError(error);
  throw error;
}
