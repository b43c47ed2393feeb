import type { Connection } from "./connection.ts";
import { findById } from "./panes.ts";

/**
 * What became of a pane's first process. "gone": the pane itself does not exist (any more). "unknown": its terminal is
 * closed, but tmux has not seen its process end: it may live on.
 */
export type Death = { exitCode: number } | { signal: number } | "alive" | "gone" | "unknown";

/** Half a second in all: a status comes at once or after another nudge, or the process lives without its terminal. */
const NUDGE_PAUSES_MS = [1, 2, 5, 10, 20, 50, 100, 300];

/** Throws like Connection.run when the server cannot be asked. */
export async function readDeath(connection: Connection, paneId: string): Promise<Death> {
  for (const pauseMs of NUDGE_PAUSES_MS) {
    const death = await lookAt(connection, paneId);
    if (death !== "unknown") return death;
    // tmux before 3.6 may miss the SIGCHLD of a pane's process, and reaps it with the next one that it gets.
    await connection.signalServer(connection.server, "SIGCHLD");
    await Bun.sleep(pauseMs);
  }
  return lookAt(connection, paneId);
}

async function lookAt(connection: Connection, paneId: string): Promise<Death> {
  const pane = await findById(connection, paneId);
  if (!pane) return "gone";
  if (!pane.dead) return "alive";
  if (pane.deadSignal !== null) return { signal: pane.deadSignal };
  if (pane.deadStatus !== null) return { exitCode: pane.deadStatus };
  return "unknown";
}
