import type { Client } from "../api/client.ts";
import type { ProjectPaths } from "../paths.ts";
import { ensureDaemon, isUnavailable } from "./daemon/connect.ts";

const RETRY_MS = 300;
const MOST_TRIES = 10;

/** Makes a call that may be made twice, and makes it again of the next daemon when one is stopped or killed under it. */
export async function acrossDaemons<T>(
  { client, paths }: { client: Client; paths: ProjectPaths },
  call: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      if (!isUnavailable(error) || tries >= MOST_TRIES) throw error;
    }
    await Bun.sleep(RETRY_MS);
    await ensureDaemon(client, paths);
  }
}
