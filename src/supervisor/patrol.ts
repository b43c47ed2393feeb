import { existsSync } from "node:fs";
import { join } from "node:path";
import { Cron } from "croner";
import { isOpen, isSpawned, type Session } from "../domain/session.ts";
import { describeError } from "../errors.ts";
import { sessionLogs } from "../paths.ts";
import type { LaunchWatch } from "../process/launch-watch.ts";
import { worksInDeletedFolder } from "../process/working-folder.ts";
import { findSessionByNonce, getSession, listOpenSessions } from "../store/sessions.ts";
import type { PaneStatus } from "../tmux/panes.ts";
import type { Agents } from "./agents/agents.ts";
import type { GateKeeper } from "./gate-keeper.ts";
import type { Heartbeat } from "./health/heartbeats.ts";
import { findPanes, type Hands, inspect } from "./inspect.ts";
import type { MergeQueue } from "./merging/merge-queue.ts";
import { settleGone } from "./settle-gone.ts";
import type { Shells } from "./shells.ts";
import type { World } from "./world.ts";

/** Every five seconds, at none of which a process is started. */
const SCHEDULE = "*/5 * * * * *";
/** A settled session keeps its pane a moment, for the last output. */
const PANE_KEPT_MS = 10_000;
/** A merge that it tries again may take its time. */
const LONGEST_BEAT_MS = 5 * 60_000;

export interface Rounds extends Hands {
  launches: LaunchWatch;
  gates: GateKeeper;
  merges: MergeQueue;
  shells: Shells;
  agents: Pick<Agents, "sweep">;
  /** Whether the daemon's own house stands: its database and socket. Mends what it can. */
  checkHouse: () => void;
}

/** The safety net under the events: finds what they missed, what no event tells of, and what has to be tried again. */
export class Patrol {
  readonly #world: World;
  readonly #rounds: Rounds;
  /** Sessions whose worktree had no .git file at the last walk. */
  readonly #withoutPointer = new Set<string>();
  readonly #heartbeat: Heartbeat;
  readonly #cron: Cron;

  constructor(world: World, rounds: Rounds) {
    this.#world = world;
    this.#rounds = rounds;
    this.#heartbeat = world.health.heartbeats.register("patrol", LONGEST_BEAT_MS);
    this.#heartbeat.beat();
    const failed = (error: unknown) => world.log.warn(`the patrol failed: ${describeError(error)}`);
    this.#cron = new Cron(SCHEDULE, { protect: true, catch: failed }, () => this.walk());
  }

  async walk(): Promise<void> {
    this.#heartbeat.beat();
    const { launches, gates, merges, checkHouse } = this.#rounds;
    checkHouse();
    launches.sweep();
    await this.#attempt("agents", () => this.#rounds.agents.sweep());
    await this.#attempt("gates", () => gates.resume());
    await this.#attempt("merges", () => merges.goOn());
    await this.#attempt("imported sessions", () => settleGone(this.#world.store));
    this.#rounds.shells.watchAll();
    const open = listOpenSessions(this.#world.store.db).filter(isSpawned);
    if (open.length === 0 && !this.#world.tmux.current) return;
    const panes = await findPanes(this.#world);
    await Promise.all(
      open.map((one) => this.#attempt(one.key, () => this.#visit(one, panes.get(one.nonce)))),
    );
    const openNonces = new Set(open.map(({ nonce }) => nonce));
    for (const [nonce, pane] of panes) {
      if (pane.logging && openNonces.has(nonce)) continue; // it has all that it needs
      await this.#attempt(pane.paneId, () => this.#checkPane(pane));
    }
  }

  stop(): void {
    this.#cron.stop();
  }

  /** One trouble must not keep the patrol from the others. */
  async #attempt(subject: string, work: () => Promise<void>): Promise<void> {
    await work().catch((error) => this.#world.log.warn(`patrol, ${subject}: ${describeError(error)}`));
  }

  async #visit(session: Session, pane: PaneStatus | undefined): Promise<void> {
    await inspect(this.#world, this.#rounds, session, pane);
    if (hasWorktree(session)) {
      this.#withoutPointer.delete(session.id);
      return;
    }
    const now = getSession(this.#world.store.db, session.id);
    if (now && isOpen(now.state) && now.state !== "booting" && now.stopCause === null)
      await this.#mendWorktree(now);
  }

  /** Ends an agent that has lost its worktree, and gives a worktree its pointer back. */
  async #mendWorktree(session: Session): Promise<void> {
    const { id, worktree, branch, baseCommit, exitedAt } = session;
    if (worktree === null || branch === null || baseCommit === null || exitedAt !== null) return;
    const isGone = !existsSync(worktree) || worksInDeleted(session);
    // Someone may just be deleting it all, so the pointer is only restored if it was missing at the last walk too.
    const wasMissing = this.#withoutPointer.delete(id);
    if (isGone) return this.#rounds.stopper.stop(session, "worktree_lost", false);
    if (existsSync(join(worktree, ".git")) || session.adoptedAt !== null) return;
    if (!wasMissing) {
      this.#withoutPointer.add(id);
      return;
    }
    await this.#world.worktrees.ensure({ path: worktree, branch, base: baseCommit });
    this.#world.log.warn(`${session.key}: its worktree had lost its .git file; it has it again`);
  }

  async #checkPane({ sessionId, paneId, nonce, dead, logging }: PaneStatus): Promise<void> {
    const { paths, settings, store, clock } = this.#world;
    const tmux = this.#world.tmux.current;
    const session = nonce === null ? null : findSessionByNonce(store.db, nonce);
    if (!tmux || nonce === null || !session) return;
    const isOver = session.endedAt !== null && clock() - session.endedAt > PANE_KEPT_MS;
    if (isOver) await tmux.closePane({ ...tmux.server, sessionId, paneId }, nonce);
    else if (!dead && !logging) {
      await tmux.startLog(paneId, {
        folder: sessionLogs(paths, session.key),
        capBytes: settings.logCapKib * 1024,
      });
    }
  }
}

/** Whether all is well with its worktree, if it has one. */
const hasWorktree = (session: Session): boolean =>
  session.worktree === null || (existsSync(join(session.worktree, ".git")) && !worksInDeleted(session));

/** An agent whose worktree was deleted works into nothing: a folder made anew is not the one it is in. */
const worksInDeleted = ({ agent }: Session): boolean => agent !== null && worksInDeletedFolder(agent.pid);
