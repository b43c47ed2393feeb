import type { ScreenReading } from "../../domain/agent/screen-reading.ts";
import type { Session } from "../../domain/session.ts";
import { OverstoryError } from "../../errors.ts";
import type { World } from "../world.ts";

/** What the session's runtime reads from its screen, or why that cannot be seen. Starts no tmux server. */
export async function lookAtPane(
  { tmux, runtimes }: Pick<World, "tmux" | "runtimes">,
  { pane, runtime }: Pick<Session, "pane" | "runtime">,
): Promise<ScreenReading | { unknown: string }> {
  const server = tmux.current;
  if (pane === null) return { unknown: "it has no pane yet" };
  if (server === undefined || !tmux.isIn(pane)) return { unknown: "its tmux server is not there" };
  try {
    return runtimes.require(runtime).readScreen(await server.readScreen(pane.paneId));
  } catch (error) {
    if (!(error instanceof OverstoryError)) throw error;
    return { unknown: error.message };
  }
}
