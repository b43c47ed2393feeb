import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { describeError, OverstoryError } from "../../errors.ts";
import { copyDatabase } from "../../store/backup.ts";
import { handledUntil } from "../../store/timetable.ts";
import type { World } from "../world.ts";
import { createCalendar } from "./calendar.ts";
import type { Job } from "./timetable.ts";

export interface BackupFile {
  path: string;
  bytes: number;
  /** ms UTC */
  madeAt: number;
}

type BackupWorld = Pick<World, "store" | "paths" | "settings" | "clock" | "log" | "signs">;

const JOB = "backup";
const CAUSE = "backup_failed";
/** `overstory-2026-01-31T120000.000Z.db`: sorted by name, they are sorted by age. */
const NAME = /^overstory-(\d{4}-\d\d-\d\dT)(\d\d)(\d\d)(\d\d\.\d{3}Z)\.db$/;
const LEFTOVER = /^overstory-.*\.db\.(copy|tmp)/;
/** A copy, the compact copy of it, and some room for what else is written. */
const ROOM = 2.2;

/** Makes copies of the database, and keeps the newest. */
export class Backups {
  readonly #world: BackupWorld;
  #making: Promise<BackupFile> | undefined;

  constructor(world: BackupWorld) {
    this.#world = world;
  }

  /** What the timetable is to begin; none when backups are turned off. */
  jobs(): Job[] {
    const { backup } = this.#world.settings;
    if (backup === null) return [];
    return [
      {
        name: JOB,
        calendar: createCalendar(backup.cron, backup.timezone),
        record: () => {},
        begin: () => void this.make().catch(() => undefined), // it has become a condition
      },
    ];
  }

  /** Says so if the last one that was due has not been made. */
  start(): void {
    const [job] = this.jobs();
    const due = job && handledUntil(this.#world.store.db, JOB, job.calendar.text);
    if (!due || job.calendar.last(due) !== due) return;
    if ((this.list()[0]?.madeAt ?? 0) < due)
      this.#tell(`the backup that was due at ${new Date(due).toISOString()} was not made`);
  }

  /** Resolves when none is being made any more. */
  async stop(): Promise<void> {
    await Promise.allSettled([this.#making]);
  }

  /** Makes one now; whoever asks while one is being made gets that. A failure is thrown, and becomes a condition. */
  make(): Promise<BackupFile> {
    this.#making ??= this.#make().finally(() => {
      this.#making = undefined;
    });
    return this.#making;
  }

  /** Newest first. */
  list(): BackupFile[] {
    const { backups } = this.#world.paths;
    if (!existsSync(backups)) return [];
    const names = readdirSync(backups).filter((name) => NAME.test(name));
    return names
      .toSorted()
      .reverse()
      .map((name) => describeBackup(join(backups, name), name));
  }

  async #make(): Promise<BackupFile> {
    const { store, paths, clock, log, signs } = this.#world;
    try {
      const name = backupName(clock());
      const path = join(paths.backups, name);
      this.#removeLeftovers();
      await this.#requireRoom();
      await copyDatabase(store, path);
      const removed = this.#rotate();
      const backup = describeBackup(path, name);
      await store.write((tx) => tx.event("backup.made", {}, { path, bytes: backup.bytes, removed }));
      signs.clear(CAUSE);
      return backup;
    } catch (error) {
      const isKnown = error instanceof OverstoryError;
      log.error(`a backup failed: ${describeError(error)}`, ...(isKnown ? [] : [error]));
      this.#tell(`a backup of the database failed: ${describeError(error)}`);
      throw error;
    }
  }

  /** Of copies that a crash has interrupted. */
  #removeLeftovers(): void {
    const { backups } = this.#world.paths;
    mkdirSync(backups, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(backups))
      if (LEFTOVER.test(name)) rmSync(join(backups, name), { force: true });
  }

  async #requireRoom(): Promise<void> {
    const { backups, database } = this.#world.paths;
    const { bavail, bsize } = await statfs(backups);
    const needed = Math.ceil(statSync(database).size * ROOM);
    const free = bavail * bsize;
    if (free >= needed) return;
    throw new OverstoryError(
      "conflict",
      `${backups} has ${mebibytes(free)} free; a backup needs ${mebibytes(needed)}`,
      { hint: "make room on that disk" },
    );
  }

  /** Answers how many were removed. */
  #rotate(): number {
    const keep = this.#world.settings.backup?.keep ?? Number.POSITIVE_INFINITY;
    const old = this.list().slice(keep);
    for (const { path } of old) rmSync(path, { force: true });
    return old.length;
  }

  #tell(message: string): void {
    this.#world.signs.set({
      cause: CAUSE,
      kind: "backup_failed",
      severity: "warning",
      subject: "daemon",
      message,
      hint: "overstory backup makes one now",
    });
  }
}

function describeBackup(path: string, name: string): BackupFile {
  const iso = name.replace(NAME, "$1$2:$3:$4");
  return { path, bytes: statSync(path).size, madeAt: Date.parse(iso) };
}

const backupName = (at: number) => `overstory-${new Date(at).toISOString().replaceAll(":", "")}.db`;

const mebibytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;
