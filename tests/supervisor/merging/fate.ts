import { Git, type GitOptions } from "../../../src/git/git.ts";
import { Worktrees } from "../../../src/git/worktrees.ts";
import type { MergeWorld } from "../../../src/supervisor/merging/merge-world.ts";

/** The end of a daemon at some instruction. */
export class Crash extends Error {}

/** When it comes: before or after so many outside steps. From then on nothing that belongs to it gets anything done. */
export class Fate {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  get isOver(): boolean {
    return this.#left <= 0;
  }

  pass(): void {
    if (--this.#left <= 0) throw new Crash("the daemon is dead");
  }

  /** The outside world as a daemon with this fate finds it. */
  over({ store, git, ...world }: MergeWorld): MergeWorld {
    const mortal = new MortalGit(git.folder, this);
    return {
      ...world,
      git: mortal,
      worktrees: new Worktrees(mortal),
      store: {
        db: store.db,
        onEvents: (listener) => store.onEvents(listener),
        write: async (work) => {
          this.pass();
          const result = await store.write(work);
          this.pass();
          return result;
        },
      },
    };
  }
}

class MortalGit extends Git {
  readonly #fate: Fate;

  constructor(folder: string, fate: Fate) {
    super(folder);
    this.#fate = fate;
  }

  override at(folder: string): Git {
    return new MortalGit(folder, this.#fate);
  }

  override async attempt(args: readonly string[], options: GitOptions = {}) {
    this.#fate.pass();
    const result = await super.attempt(args, options);
    this.#fate.pass();
    return result;
  }
}
