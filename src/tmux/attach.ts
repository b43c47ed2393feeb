import type { PaneAddress } from "../domain/session.ts";
import { clientArgv, type ServerPlace } from "./server.ts";

/**
 * The command by which a person looks at a session, in a terminal and with TMUX unset (tmux refuses to run inside
 * itself). Read-only: keys do nothing but detach.
 */
export function attachArgv(
  place: ServerPlace,
  { sessionId }: PaneAddress,
  { readOnly }: { readOnly: boolean },
) {
  return clientArgv(place, "attach-session", "-t", sessionId, ...(readOnly ? ["-r"] : []));
}
