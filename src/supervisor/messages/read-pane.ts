import type { ScreenReading } from "../../domain/agent/screen-reading.ts";
import type { Session } from "../../domain/session.ts";
import { requireLivePane } from "./live-pane.ts";
import type { PaneAccess } from "./parts.ts";

/** What the session's screen shows now, as its runtime reads it. Throws `conflict`, `tmux`, `not_found`. */
export async function readPane(world: PaneAccess, session: Session): Promise<ScreenReading> {
  const { tmux, pane } = requireLivePane(world, session);
  return world.runtimes.require(session.runtime).readScreen(await tmux.readScreen(pane.paneId));
}
