import type { Session } from "../../domain/session.ts";
import type { Screen } from "../../domain/watchdog/evidence.ts";
import { OverstoryError } from "../../errors.ts";
import type { World } from "../world.ts";

/** What the session's screen shows, as its runtime reads it, or why it cannot be read. Starts no tmux server. */
export async function readScreen(
  { tmux, runtimes }: Pick<World, "tmux" | "runtimes">,
  { pane, runtime }: Pick<Session, "pane" | "runtime">,
): Promise<Screen | { unknown: string }> {
  const server = tmux.current;
  if (pane === null) return { unknown: "it has no pane yet" };
  if (server === undefined || !tmux.isIn(pane)) return { unknown: "its tmux server is not there" };
  try {
    return runtimes.require(runtime).readScreen(await server.readScreen(pane.paneId)).screen;
  } catch (error) {
    if (!(error instanceof OverstoryError)) throw error;
    return { unknown: error.message };
  }
}
