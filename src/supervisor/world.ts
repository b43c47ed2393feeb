import type { Settings } from "../config.ts";
import type { Git } from "../git/git.ts";
import type { Worktrees } from "../git/worktrees.ts";
import type { Logger } from "../log.ts";
import type { ProjectPaths } from "../paths.ts";
import type { DeathWatch } from "../process/death-watch.ts";
import type { Runtimes } from "../runtimes/registry.ts";
import type { Store } from "../store/store.ts";
import type { Signs } from "./alerts/signs.ts";
import type { Health } from "./health/health.ts";
import type { TmuxLink } from "./tmux-link.ts";
import type { ObservedClock } from "./watchdog/observed-clock.ts";

/** What the supervisor's parts act on. */
export interface World {
  paths: ProjectPaths;
  settings: Settings;
  store: Store;
  git: Git;
  worktrees: Worktrees;
  tmux: TmuxLink;
  deaths: DeathWatch;
  runtimes: Runtimes;
  /** What people should know and the database does not hold. */
  signs: Signs;
  /** The watch over the daemon itself, where its loops register. */
  health: Health;
  log: Logger;
  /** ms since the epoch, UTC */
  clock: () => number;
  /** Observed ms, see domain/watchdog/observed-time.ts. */
  observed: Pick<ObservedClock, "now">;
  /** 0 ≤ random < 1 */
  random: () => number;
}
