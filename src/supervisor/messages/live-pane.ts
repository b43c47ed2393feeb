import { isOpen, type PaneAddress, type Session } from "../../domain/session.ts";
import { OverstoryError } from "../../errors.ts";
import type { Tmux } from "../../tmux/tmux.ts";
import type { PaneAccess } from "./parts.ts";

/** Throws `conflict` when there is no living agent in a pane of ours. */
export function requireLivePane(
  { tmux }: Pick<PaneAccess, "tmux">,
  { key, state, exitedAt, pane }: Session,
): { tmux: Tmux; pane: PaneAddress } {
  if (!isOpen(state) || exitedAt !== null) {
    throw new OverstoryError("conflict", `${key} has ended: it is ${state}`, {
      hint: `overstory logs ${key}`,
    });
  }
  if (pane !== null && tmux.current && tmux.isIn(pane)) return { tmux: tmux.current, pane };
  throw new OverstoryError("conflict", `${key} has no pane yet`, { hint: "try again in a moment" });
}
