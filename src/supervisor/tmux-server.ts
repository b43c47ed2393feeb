import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import * as v from "valibot";
import type { ProcessIdentity } from "../domain/session.ts";
import { OverstoryError } from "../errors.ts";
import type { Logger } from "../log.ts";
import type { ProjectPaths } from "../paths.ts";
import { identify } from "../process/identity.ts";
import { signalProcess } from "../process/signal.ts";
import { findLastTmuxStart } from "../store/events.ts";
import type { Store } from "../store/store.ts";
import { Tmux } from "../tmux/tmux.ts";

const CONF_FOLDER = join(import.meta.dir, "../../tmux");

/** What the journal keeps of a started server, so that a later daemon knows it again for certain. */
const ServerRecord = v.object({
  serverPid: v.number(),
  serverStartedAt: v.number(),
  process: v.object({ pid: v.number(), startTime: v.string() }),
});

/** Finds the project's tmux server, or starts it, and records it in the journal when it is a new one. */
export async function connectTmux(
  paths: ProjectPaths,
  store: Store,
  log: Logger,
  onGone: () => void,
): Promise<Tmux> {
  mkdirSync(dirname(paths.tmuxSocket), { recursive: true, mode: 0o700 });
  const known = v.safeParse(ServerRecord, findLastTmuxStart(store.db)?.data);
  const recorded = known.success ? known.output : null;
  let process_: ProcessIdentity | null = recorded?.process ?? null;
  const tmux = await Tmux.connect({
    socket: paths.tmuxSocket,
    confFolder: CONF_FOLDER,
    environment: process.env,
    recorded: recorded && { serverPid: recorded.serverPid, serverStartedAt: recorded.serverStartedAt },
    signalServer: async (_server, signal) => (process_ ? signalProcess(process_, signal) : "unknown"),
    logger: log,
    onLost: (loss) => loss === "server_gone" && onGone(),
    onNotification: () => {},
  });
  await endStaleClients(tmux);
  const { serverPid, serverStartedAt } = tmux.server;
  if (recorded?.serverPid === serverPid && recorded.serverStartedAt === serverStartedAt) return tmux;
  const identified = await identify(serverPid);
  if (typeof identified === "string" || "unknown" in identified) {
    throw new OverstoryError("tmux", `the tmux server ${serverPid} cannot be identified`);
  }
  process_ = identified.found;
  await store.write((tx) =>
    tx.event("tmux.started", {}, { serverPid, serverStartedAt, process: identified.found }),
  );
  return tmux;
}

/** Ends what killed daemons left attached; each is named for certain before it is signalled. */
async function endStaleClients(tmux: Tmux): Promise<void> {
  const identified = await Promise.all((await tmux.staleClients()).map(identify));
  const stillThere = new Set(await tmux.staleClients());
  for (const one of identified) {
    if (typeof one === "object" && "found" in one && stillThere.has(one.found.pid))
      await signalProcess(one.found, "SIGTERM");
  }
}
