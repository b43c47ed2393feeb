import { existsSync } from "node:fs";
import type { Session } from "../domain/session.ts";
import { check, identify } from "../process/identity.ts";
import { readLaunch } from "../process/launch.ts";
import { recordSpawn } from "../store/session-changes.ts";
import { getSession, listOpenSessions } from "../store/sessions.ts";
import type { PaneStatus } from "../tmux/panes.ts";
import type { Booter } from "./booter.ts";
import type { Endings } from "./endings.ts";
import type { Stopper } from "./stopper.ts";
import type { World } from "./world.ts";

/**
 * Holds what the database says of open sessions against the world, once at the start of the daemon: what runs is
 * adopted, what ended meanwhile is settled, what was begun is gone on with. Nothing is killed for being unknown.
 */
export async function reconcile(
  world: World,
  parts: { endings: Endings; booter: Booter; stopper: Stopper },
): Promise<void> {
  const panes = new Map((await listPanes(world)).map((pane) => [pane.nonce, pane]));
  const ours = listOpenSessions(world.store.db).filter(
    ({ pane, currentTaskId }) => pane !== null || currentTaskId !== null,
  );
  await Promise.all(ours.map((session) => reconcileSession(world, parts, session, panes.get(session.nonce))));
}

/** A server that left a socket is looked for; without one there are no panes, and none is started for nothing. */
async function listPanes({ tmux, paths }: World): Promise<PaneStatus[]> {
  return existsSync(paths.tmuxSocket) ? (await tmux.get()).listPanes() : [];
}

async function reconcileSession(
  world: World,
  { endings, booter, stopper }: { endings: Endings; booter: Booter; stopper: Stopper },
  session: Session,
  pane: PaneStatus | undefined,
): Promise<void> {
  const { started, exited } = readLaunch(world.paths.launches, session.id);
  if (session.exitedAt !== null) return endings.settle(session.id, null);
  if (exited !== null) return endings.exited(session.id, exited);
  if (pane && !pane.dead) {
    const adopted = session.pane === null ? await recordFoundPane(world, session, pane) : session;
    endings.watch(adopted);
    if (started) await endings.started(session.id, started);
    if (session.stopCause !== null) await stopper.carryOut(session.id, false);
    return;
  }
  if (session.pane === null && started === null) return booter.boot(session);
  // Its pane is gone or dead. A launcher that still lives has lost its terminal and cannot be supervised.
  const leaderLives = session.leader !== null && (await check(session.leader)) === "alive";
  const sameServer = session.pane !== null && world.tmux.isIn(session.pane);
  if (sameServer && pane === undefined && leaderLives) return endings.watch(session);
  if (pane?.dead) return endings.leaderDied(session.id);
  await endings.lose(session.id, sameServer ? "its pane is gone" : "its tmux server died");
}

/** The crash came between the spawn and its record. */
async function recordFoundPane(
  { store, tmux }: World,
  session: Session,
  { sessionId, paneId, pid }: PaneStatus,
): Promise<Session> {
  const leader = await identify(pid);
  const found = typeof leader === "object" && "found" in leader ? leader.found : null;
  const { server } = await tmux.get();
  await store.write((tx) => recordSpawn(tx, session.id, { ...server, sessionId, paneId }, found));
  return getSession(store.db, session.id) ?? session;
}
