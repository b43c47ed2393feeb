import type { Client, EventQuery } from "../../api/client.ts";
import type { EventView } from "../../api/contract.ts";
import type { ProjectPaths } from "../../paths.ts";
import { ensureDaemon, isUnavailable } from "../daemon/connect.ts";

const RECONNECT_PAUSE_MS = 200;

/**
 * Events as they happen, each once and in order, until `signal` aborts; goes on from the last one when the daemon is
 * replaced, and starts one when it is gone. Throws what `ensureDaemon` throws.
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
    if (!signal.aborted) await ensureDaemon(client, paths);
  }
}
