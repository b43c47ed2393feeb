import { existsSync, watch } from "node:fs";
import type { Client } from "../../api/client.ts";
import type { SessionView } from "../../api/contract/session.ts";
import type { ProjectPaths } from "../../paths.ts";
import { liveEvents } from "../live/feed.ts";
import { LogReader } from "./log-reader.ts";
import type { LogWriter } from "./log-writer.ts";
import { type LogPosition, logFile } from "./read-log.ts";

/** For systems whose folder watch misses a change. */
const SAFETY_MS = 1000;

/** Writes what the session writes from `position` on, until it has ended or `signal` aborts. */
export async function followLog(
  client: Client,
  paths: ProjectPaths,
  session: SessionView,
  position: LogPosition,
  writer: LogWriter,
  signal: AbortSignal,
): Promise<void> {
  const reader = new LogReader(logFile(session.logFolder), position);
  let wake = Promise.withResolvers<void>();
  let ended = false;
  const stir = () => wake.resolve();
  // A session that has not begun may have no folder yet.
  const watcher = existsSync(session.logFolder) ? watch(session.logFolder, stir) : undefined;
  const timer = setInterval(stir, SAFETY_MS);
  const stop = new AbortController();
  signal.addEventListener("abort", stir);
  const end = awaitEnd(client, paths, session.key, AbortSignal.any([signal, stop.signal])).finally(() => {
    ended = true;
    stir();
  });
  try {
    for (;;) {
      const last = ended;
      for (const bytes of reader.read()) await writer.write(bytes);
      if (last || signal.aborted) break;
      await wake.promise;
      wake = Promise.withResolvers<void>();
    }
    await end;
  } finally {
    stop.abort();
    clearInterval(timer);
    watcher?.close();
    reader.close();
  }
}

/** Resolves when the session has ended; looks after the feed is asked for, so that no end falls between. */
async function awaitEnd(
  client: Client,
  paths: ProjectPaths,
  key: string,
  signal: AbortSignal,
): Promise<void> {
  const { cursor } = await client.status();
  if ((await client.session(key)).endedAt !== null) return;
  for await (const { kind } of liveEvents(client, paths, { after: cursor, session: key }, signal)) {
    if (kind === "session.completed" || kind === "session.zombie") return;
  }
}
