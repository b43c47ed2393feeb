import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describeError } from "../../errors.ts";
import { namesIn } from "../../names-in.ts";
import { agentFolder, mergingLogs, sessionLogs } from "../../paths.ts";
import { archiveImports } from "../../store/archive-imports.ts";
import { getBatch } from "../../store/batches.ts";
import {
  CHUNK,
  listEnded,
  pruneAlerts,
  pruneEvents,
  pruneScheduleRuns,
  pruneWatchLog,
} from "../../store/retention.ts";
import type { Transaction } from "../../store/store.ts";
import { removeOldLaunches } from "../reconcile.ts";
import { dropOldSpares } from "../tidying/pool.ts";
import type { World } from "../world.ts";
import { createCalendar } from "./calendar.ts";
import { pruneWorktrees } from "./prune-worktrees.ts";
import type { Job } from "./timetable.ts";

/** Daily, at a time at which little goes on. */
const CRON = "41 4 * * *";

/** How many of each were removed. */
export type Pruned = Record<
  | "events"
  | "watchLog"
  | "alerts"
  | "scheduleRuns"
  | "logs"
  | "worktrees"
  | "spares"
  | "rawRows"
  | "launches",
  number
>;

type RetentionWorld = Pick<World, "store" | "paths" | "settings" | "clock" | "log" | "git" | "worktrees">;

/** Removes what is over and older than the configuration keeps it, in small steps, so that nobody has to wait for it. */
export class Retention {
  readonly #world: RetentionWorld;
  #pruning: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(world: RetentionWorld) {
    this.#world = world;
  }

  /** What the timetable is to begin. */
  jobs(): Job[] {
    const begin = () => {
      this.#pruning = this.prune().then(
        () => undefined,
        (error) => this.#world.log.error(`retention: ${describeError(error)}`, error),
      );
    };
    return [{ name: "retention", calendar: createCalendar(CRON, null), record: () => {}, begin }];
  }

  /** Resolves when nothing is removed any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#pruning;
  }

  /** Removes what is to go now. Trouble with one thing keeps it from no other. */
  async prune(): Promise<Pruned> {
    const { retention, pool } = this.#world.settings;
    const pruned: Pruned = {
      events: await this.#step("events", retention.events, (before) => this.#pruneEvents(before)),
      watchLog: await this.#step("watch log", retention.watchLog, this.#inChunks(pruneWatchLog)),
      alerts: await this.#step("alerts", retention.alerts, this.#inChunks(pruneAlerts)),
      scheduleRuns: await this.#step("schedules", retention.events, this.#inChunks(pruneScheduleRuns)),
      logs: await this.#step("logs", retention.logs, (before) => this.#pruneLogs(before)),
      worktrees: await this.#step("worktrees", retention.worktrees, (before) =>
        pruneWorktrees(this.#world, before),
      ),
      spares: await this.#step("spare worktrees", pool.keep, (before) => dropOldSpares(this.#world, before)),
      rawRows: await this.#step(
        "imported rows",
        this.#world.settings.imports.keepRaw,
        this.#inChunks(archiveImports),
      ),
      launches: await this.#step("launches", 0, async () => removeOldLaunches(this.#world)),
    };
    await this.#world.store.write((tx) => tx.event("retention.pruned", {}, pruned));
    return pruned;
  }

  /** @param keepMs null keeps everything */
  async #step(
    what: string,
    keepMs: number | null,
    remove: (before: number) => Promise<number>,
  ): Promise<number> {
    if (keepMs === null || this.#isStopped) return 0;
    try {
      return await remove(this.#world.clock() - keepMs);
    } catch (error) {
      this.#world.log.error(`old ${what} could not be removed: ${describeError(error)}`, error);
      return 0;
    }
  }

  async #pruneEvents(before: number): Promise<number> {
    let removed = 0;
    for (let after: number | null = 0; after !== null && !this.#isStopped; ) {
      const from: number = after;
      const page = await this.#world.store.write((tx) => pruneEvents(tx, before, from));
      removed += page.removed;
      after = page.next;
    }
    return removed;
  }

  #inChunks(prune: (tx: Transaction, before: number) => number): (before: number) => Promise<number> {
    return async (before) => {
      for (let removed = 0; ; ) {
        const some = await this.#world.store.write((tx) => prune(tx, before));
        removed += some;
        if (some < CHUNK || this.#isStopped) return removed;
      }
    };
  }

  /** What sessions wrote, and what their agents were started with. A folder of no session known here is left alone. */
  async #pruneLogs(before: number): Promise<number> {
    const { store, paths } = this.#world;
    const [logs, agents] = [paths.logs, paths.agents].map((folder) => new Set(namesIn(folder)));
    let removed = 0;
    for (const { id, key } of listEnded(store.db, before)) {
      if (agents?.has(id)) await rm(agentFolder(paths, id), { recursive: true, force: true });
      if (!logs?.has(key)) continue;
      await rm(sessionLogs(paths, key), { recursive: true, force: true });
      removed += 1;
    }
    return removed + (await this.#pruneMergingLogs(before));
  }

  /** What gates wrote about branches that were merged together. */
  async #pruneMergingLogs(before: number): Promise<number> {
    const { store, paths } = this.#world;
    const folder = mergingLogs(paths);
    const old = namesIn(folder).filter((id) => (getBatch(store.db, id)?.settledAt ?? before) < before);
    for (const id of old) await rm(join(folder, id), { recursive: true, force: true });
    return old.length;
  }
}
