import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { Cron } from "croner";
import { isOpen, type Session } from "../domain/session.ts";
import { describeError } from "../errors.ts";
import { sessionLogs } from "../paths.ts";
import type { LaunchWatch } from "../process/launch-watch.ts";
import { worksInDeletedFolder } from "../process/working-folder.ts";
import { findSessionByNonce, listOpenSessions } from "../store/sessions.ts";
import type { PaneStatus } from "../tmux/panes.ts";
import type { Tmux } from "../tmux/tmux.ts";
import type { Endings } from "./endings.ts";
import type { Stopper } from "./stopper.ts";
import type { World } from "./world.ts";

/** Every five seconds, at none of which a process is started. */
const SCHEDULE = "*/5 * * * * *";

/** The safety net under the events: finds what they missed, and what no event tells of. */
export class Patrol {
  readonly #world: World;
  readonly #parts: { endings: Endings; stopper: Stopper; launches: LaunchWatch };
  readonly #databaseInode: number;
  /** Sessions whose worktree had no .git file at the last walk. */
  readonly #withoutPointer = new Set<string>();
  readonly #databaseLost: () => void;
  readonly #cron: Cron;

  /** @param databaseLost called when the database file is no longer the one that is open: nothing written now would last */
  constructor(
    world: World,
    parts: { endings: Endings; stopper: Stopper; launches: LaunchWatch },
    databaseLost: () => void,
  ) {
    this.#world = world;
    this.#parts = parts;
    this.#databaseLost = databaseLost;
    this.#databaseInode = statSync(world.paths.database).ino;
    this.#cron = new Cron(
      SCHEDULE,
      { protect: true, catch: (error) => world.log.warn(`the patrol failed: ${describeError(error)}`) },
      () => this.walk(),
    );
  }

  async walk(): Promise<void> {
    this.#checkDatabase();
    const open = listOpenSessions(this.#world.store.db);
    if (open.length === 0) return;
    this.#parts.launches.sweep();
    await Promise.all(open.map((session) => this.#visit(session)));
    await this.#checkPanes();
  }

  stop(): void {
    this.#cron.stop();
  }

  #checkDatabase(): void {
    const { database } = this.#world.paths;
    const now = statSync(database, { throwIfNoEntry: false });
    if (now?.ino !== this.#databaseInode) this.#databaseLost();
  }

  async #visit(session: Session): Promise<void> {
    if (session.exitedAt !== null) return this.#parts.endings.settle(session.id, null);
    if (session.stopCause !== null) return this.#parts.stopper.carryOut(session.id, false);
    if (session.state !== "booting") await this.#checkWorktree(session);
  }

  /** An agent whose worktree was deleted works into nothing: a folder made anew is not the one it is in. */
  async #checkWorktree(session: Session): Promise<void> {
    const { id, worktree, branch, baseCommit, agent } = session;
    if (worktree === null || branch === null || baseCommit === null) return;
    const isGone = !existsSync(worktree) || (agent !== null && worksInDeletedFolder(agent.pid));
    const hasPointer = existsSync(join(worktree, ".git"));
    // Someone may just be deleting it all, so the pointer is only restored if it was missing at the last walk too.
    const wasMissing = this.#withoutPointer.delete(id);
    if (isGone) return this.#parts.stopper.stop(session, "worktree_lost", false);
    if (hasPointer) return;
    if (!wasMissing) {
      this.#withoutPointer.add(id);
      return;
    }
    await this.#world.worktrees.ensure({ path: worktree, branch, base: baseCommit });
    this.#world.log.warn(`${session.key}: its worktree had lost its .git file; it has it again`);
  }

  async #checkPanes(): Promise<void> {
    const tmux = this.#world.tmux.current;
    for (const pane of (await tmux?.listPanes()) ?? []) {
      const session = pane.nonce === null ? null : findSessionByNonce(this.#world.store.db, pane.nonce);
      if (session && tmux) await this.#checkPane(tmux, pane, session);
    }
  }

  async #checkPane(
    tmux: Tmux,
    { sessionId, paneId, nonce, dead, logging }: PaneStatus,
    session: Session,
  ): Promise<void> {
    const { paths, settings } = this.#world;
    if (!dead && !logging) {
      const log = { folder: sessionLogs(paths, session.key), capBytes: settings.logCapKib * 1024 };
      await tmux.startLog(paneId, log);
    }
    if (!dead || nonce === null) return;
    if (isOpen(session.state)) await this.#parts.endings.leaderDied(session.id);
    else await tmux.closePane({ ...tmux.server, sessionId, paneId }, nonce);
  }
}
