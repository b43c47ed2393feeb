import type { Session } from "../domain/session.ts";
import { requireLivePane } from "./messages/live-pane.ts";
import type { World } from "./world.ts";

/** The command that attaches a terminal. Throws `conflict` when there is nothing to attach to. */
export function attachArgv(world: World, session: Session, readOnly: boolean): string[] {
  const { tmux, pane } = requireLivePane(world, session);
  return tmux.attachArgv(pane, { readOnly });
}
