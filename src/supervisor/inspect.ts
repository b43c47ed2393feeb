import { existsSync } from "node:fs";
import { isOpen, type Session } from "../domain/session.ts";
import { check, identify } from "../process/identity.ts";
import { readExit, readStart } from "../process/launch.ts";
import { recordSpawn } from "../store/session-changes.ts";
import { getSession } from "../store/sessions.ts";
import type { PaneStatus } from "../tmux/panes.ts";
import type { Booter } from "./booter.ts";
import type { Endings } from "./endings.ts";
import type { Stopper } from "./stopper.ts";
import type { World } from "./world.ts";

export interface Hands {
  endings: Endings;
  booter: Booter;
  stopper: Stopper;
}

/** The panes that bear a nonce, by it. A server that left no socket has none, and is not started for nothing. */
export async function findPanes({ tmux, paths }: World): Promise<Map<string, PaneStatus>> {
  const panes = tmux.current || existsSync(paths.tmuxSocket) ? await (await tmux.get()).listPanes() : [];
  return new Map(panes.flatMap((pane) => (pane.nonce === null ? [] : [[pane.nonce, pane]])));
}

/**
 * Holds what the database says of an open session against the world, and does what follows: what runs is adopted, what
 * ended is settled, what was begun is gone on with. What cannot be seen is left alone.
 *
 * @param pane the pane that bears its nonce
 */
export async function inspect(
  world: World,
  hands: Hands,
  session: Session,
  pane: PaneStatus | undefined,
): Promise<void> {
  const { endings, booter, stopper } = hands;
  const { launches } = world.paths;
  if (session.exitedAt !== null) return endings.settle(session.id);
  const exited = readExit(launches, session.id);
  if (exited !== null) return endings.exited(session.id, exited);
  // What its boot has made by now may be on no record yet, or too new for the list of panes.
  if (booter.isBooting(session.id)) return;
  if (session.pane === null && !pane && readStart(launches, session.id) === null) return booter.boot(session);
  if (pane?.dead) return endings.leaderDied(session.id);
  if (!pane) return inspectWithoutPane(world, endings, session);
  endings.watch(session.pane === null ? await recordFoundPane(world, session, pane) : session);
  const started = session.agent === null ? readStart(launches, session.id) : null;
  if (started) await endings.started(session.id, started);
  if (session.stopCause !== null || session.dismissedAt !== null) await stopper.carryOut(session.id, false);
}

/** Gone from the server that it was in, or gone with it. A launcher without its terminal cannot be supervised. */
async function inspectWithoutPane({ tmux, store }: World, endings: Endings, seen: Session): Promise<void> {
  const session = getSession(store.db, seen.id);
  if (!session || !isOpen(session.state) || session.exitedAt !== null) return;
  const liveness = session.leader === null ? "dead" : await check(session.leader);
  if (liveness === "unknown") return;
  const inServer = session.pane !== null && tmux.isIn(session.pane);
  // It may have been made after the panes were listed.
  if (inServer && (liveness === "alive" || (await tmux.current?.findByNonce(session.nonce)))) return;
  await endings.lose(session.id, inServer ? "its pane is gone" : "its tmux server died");
}

/** The crash came between the spawn and its record. */
async function recordFoundPane({ store, tmux }: World, session: Session, pane: PaneStatus): Promise<Session> {
  const leader = await identify(pane.pid);
  const found = typeof leader === "object" && "found" in leader ? leader.found : null;
  const { server } = await tmux.get();
  const { sessionId, paneId } = pane;
  await store.write((tx) => recordSpawn(tx, session.id, { ...server, sessionId, paneId }, found));
  return getSession(store.db, session.id) ?? session;
}
