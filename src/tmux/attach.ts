import type { PaneAddress } from "../domain/session.ts";
import { OverstoryError } from "../errors.ts";
import type { Connection } from "./connection.ts";
import { clientArgv, describeServer, isSameServer } from "./server.ts";

/**
 * The command by which a person looks at a session, in a terminal and with TMUX unset (tmux refuses to run inside
 * itself). Read-only: keys do nothing but detach. Throws `not_found` for a session of an earlier server, whose id may be
 * another's by now.
 */
export function attachArgv(
  { place, server }: Connection,
  address: PaneAddress,
  { readOnly }: { readOnly: boolean },
): string[] {
  const { sessionId } = address;
  if (!isSameServer(address, server))
    throw new OverstoryError("not_found", `session ${sessionId} is not one of ${describeServer(server)}`);
  return clientArgv(place, "attach-session", "-t", sessionId, ...(readOnly ? ["-r"] : []));
}
