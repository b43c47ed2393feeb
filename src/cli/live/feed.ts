import type { Client, EventQuery } from "../../api/client.ts";
import type { EventView } from "../../api/contract/event.ts";
import { OverstoryError } from "../../errors.ts";
import type { ProjectPaths } from "../../paths.ts";
import { ensureDaemon, findDaemon, isUnavailable } from "../daemon/connect.ts";
import { recordedDaemon } from "../daemon/identity.ts";

const RECONNECT_PAUSE_MS = 200;
/** How long a restart of the daemon may take before it counts as stopped. */
const RESTART_MS = 5000;

/**
 * Events as they happen, each once and in order, until `signal` aborts; goes on from the last one when the daemon is
 * replaced, and starts one when it crashed. Throws what `ensureDaemon` throws, and `daemon_unavailable` when someone
 * stopped the daemon.
 */
export async function* liveEvents(
  client: Client,
  paths: ProjectPaths,
  query: EventQuery,
  signal: AbortSignal,
): AsyncGenerator<EventView> {
  let after = query.after ?? 0;
  while (!signal.aborted) {
    try {
      for await (const event of client.follow({ ...query, after }, signal)) {
        after = event.id;
        yield event;
      }
      return;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
    }
    await Bun.sleep(RECONNECT_PAUSE_MS);
    if (signal.aborted) return;
    if (recordedDaemon(paths)) await ensureDaemon(client, paths);
    else await awaitNextDaemon(client, signal);
  }
}

/** Someone stopped the daemon: it is not for a follower to start it again, but a restart brings the next one soon. */
async function awaitNextDaemon(client: Client, signal: AbortSignal): Promise<void> {
  for (
    const end = performance.now() + RESTART_MS;
    performance.now() < end;
    await Bun.sleep(RECONNECT_PAUSE_MS)
  ) {
    if (signal.aborted || (await findDaemon(client))) return;
  }
  throw new OverstoryError("daemon_unavailable", "the daemon was stopped; agents go on without it", {
    hint: "overstory daemon start",
  });
}
