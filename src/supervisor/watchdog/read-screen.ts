import type { Session } from "../../domain/session.ts";
import type { ScreenLook } from "../../domain/watchdog/take-screen.ts";
import { lookAtPane } from "../agents/look-at-pane.ts";
import type { World } from "../world.ts";

/** What the session's screen shows, as its runtime reads it, or why it cannot be read. Starts no tmux server. */
export async function readScreen(
  world: Pick<World, "tmux" | "runtimes">,
  session: Pick<Session, "pane" | "runtime">,
): Promise<ScreenLook> {
  const look = await lookAtPane(world, session);
  if ("unknown" in look) return look;
  const { screen, mark } = look;
  // Kept with every sweep, and only ever held against another.
  return { screen, mark: mark === null ? null : Bun.hash(mark).toString(36) };
}
