import { OverstoryError } from "../errors.ts";
import {
  describeServer,
  isSameServer,
  readIdentity,
  type ServerIdentity,
  type ServerPlace,
} from "./server.ts";

/**
 * Sends a signal to the process that is this server and to no other that got its pid; answers "dead" when that process
 * has ended, "unknown" when it cannot be told.
 */
export type SignalServer = (
  server: ServerIdentity,
  signal: "SIGUSR1" | "SIGCHLD",
) => Promise<"sent" | "dead" | "unknown">;

/**
 * Makes sure that a server known from before answers on its socket again, if its process lives: tmux re-creates a
 * socket that was removed, or replaced by another server's, on SIGUSR1. Answers false when it has ended.
 * Throws `tmux` when it may live but does not answer: a second server beside it would run every agent twice.
 */
export async function recoverServer(
  place: ServerPlace,
  server: ServerIdentity,
  signalServer: SignalServer,
): Promise<boolean> {
  for (const end = performance.now() + place.deadlineMs; performance.now() < end; await Bun.sleep(20)) {
    if (await answers(place, server)) return true;
    if ((await signalServer(server, "SIGUSR1")) === "dead") return false;
  }
  throw new OverstoryError("tmux", `${describeServer(server)} does not answer on ${place.socket}`, {
    hint: `look at process ${server.serverPid}; ending it ends all of its agents`,
  });
}

async function answers(place: ServerPlace, server: ServerIdentity): Promise<boolean> {
  const found = await readIdentity(place);
  return found !== undefined && isSameServer(found, server);
}
