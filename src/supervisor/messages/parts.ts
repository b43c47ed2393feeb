import type { Runtimes } from "../../runtimes/registry.ts";
import type { TmuxLink } from "../tmux-link.ts";
import type { World } from "../world.ts";

/** What reads panes and types into them. */
export interface PaneAccess {
  tmux: Pick<TmuxLink, "current" | "isIn">;
  runtimes: Pick<Runtimes, "require" | "all">;
}

/** What delivers messages acts on. */
export interface MessageParts extends Pick<World, "store" | "clock" | "log">, PaneAccess {
  /** What the session's agent asked has its answer. */
  answered(sessionId: string): Promise<void>;
}
