import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { ProcessIdentity } from "../domain/session.ts";
import { describeError } from "../errors.ts";
import { check } from "../process/identity.ts";
import { ensureLaunch, readLaunch, removeLaunch } from "../process/launch.ts";
import { spawnDetached } from "../process/spawn-detached.ts";
import { terminate } from "../process/terminate.ts";
import type { Transaction } from "../store/store.ts";
import { setLongTimeout } from "../timer.ts";
import { baseEnvironment } from "./agent-environment.ts";
import type { World } from "./world.ts";

/** A command on record that was begun and is not over. Its id names its launch. */
export interface RunningCommand {
  id: string;
  /** For `sh -c`. */
  command: string;
  process: ProcessIdentity | null;
  startedAt: number;
}

/** Where commands of one kind are on record. */
export interface CommandBook<C extends RunningCommand> {
  listRunning(): C[];
  /** Where it runs, and the file that gets its output. */
  placeOf(command: C): { cwd: string; logFile: string };
  recordProcess(tx: Transaction, id: string, process: ProcessIdentity | null): void;
  /** @param exitCode null when it ended without a status: that is not a pass */
  settle(tx: Transaction, command: C, exitCode: number | null): void;
  /** Its end is on record, and whoever waits for it can go on. */
  settled(): void;
}

/** What commands are run with. */
export type CommandWorld = Pick<World, "paths" | "settings" | "deaths" | "log" | "clock"> & {
  store: Pick<World["store"], "write">;
};

/** One that could not be launched, or whose launcher vanished (the machine went down), is launched again this often. */
const MAX_LAUNCHES = 3;
/** What timeout(1) answers for a command that took too long. */
const TIMED_OUT = 124;
/** What a command leaves running gets this long to end. */
const STRAGGLER_GRACE_MS = 300;
/** The command ends a moment before its launcher writes the status. */
const STATUS_GRACE_MS = 500;

/** Runs commands as processes of their own that outlive the daemon: the next one takes their results. */
export class DetachedCommands<C extends RunningCommand> {
  readonly #world: CommandWorld;
  readonly #book: CommandBook<C>;
  readonly #launches = new Map<string, number>();
  /** How to stop watching each: its death, and its time. */
  readonly #watched = new Map<string, () => void>();
  /** Those being launched, ended or settled: nobody else may touch them. */
  readonly #inHand = new Set<string>();

  constructor(world: CommandWorld, book: CommandBook<C>) {
    this.#world = world;
    this.#book = book;
  }

  /** Starts one that is on record. */
  start(id: string): Promise<void> {
    return this.#with(id, (command) => this.#launch(command));
  }

  /** Ends it; it has not passed. */
  stop(id: string): Promise<void> {
    return this.#with(id, (command) => this.#settle(command, null));
  }

  /** A launcher has left its exit status. False when the launch is none of these. */
  async exited(id: string, exitCode: number): Promise<boolean> {
    if (!this.#find(id)) return false;
    await this.#with(id, (command) => this.#settle(command, exitCode));
    return true;
  }

  /** Finds out how each fares, and goes on with it. */
  async resume(): Promise<void> {
    for (const { id, command } of this.#book.listRunning()) {
      await this.#with(id, (one) => this.#inspect(one)).catch((error) =>
        this.#world.log.error(`"${command}" (${id}): ${describeError(error)}`, error),
      );
    }
  }

  close(): void {
    for (const unwatch of this.#watched.values()) unwatch();
    this.#watched.clear();
  }

  /** Does the work on it as it is now, unless it is settled or in other hands. */
  async #with(id: string, work: (command: C) => Promise<void>): Promise<void> {
    const command = this.#find(id);
    if (!command || this.#inHand.has(id)) return;
    this.#inHand.add(id);
    try {
      await work(command);
    } finally {
      this.#inHand.delete(id);
    }
  }

  async #inspect(command: C): Promise<void> {
    const { exited, started } = readLaunch(this.#world.paths.launches, command.id);
    if (exited !== null) return this.#settle(command, exited);
    for (const process of [command.process, started]) {
      if (process === null) continue;
      const liveness = await check(process);
      if (liveness === "alive") return this.#watch(command, process);
      if (liveness === "unknown") return;
    }
    await Bun.sleep(STATUS_GRACE_MS);
    const { exited: late } = readLaunch(this.#world.paths.launches, command.id);
    await (late === null ? this.#launch(command) : this.#settle(command, late));
  }

  async #launch(command: C): Promise<void> {
    const tries = (this.#launches.get(command.id) ?? 0) + 1;
    this.#launches.set(command.id, tries);
    if (tries > MAX_LAUNCHES) return this.#settle(command, null);
    const { paths, store, settings } = this.#world;
    const { cwd, logFile } = this.#book.placeOf(command);
    mkdirSync(dirname(logFile), { recursive: true });
    const env = { ...baseEnvironment(settings, process.env, cwd), OVERSTORY_NONCE: command.id };
    removeLaunch(paths.launches, command.id);
    const argv = ensureLaunch(paths.launches, command.id, { command: { shell: command.command }, cwd, env });
    const launched = await spawnDetached(argv, { logFile, cwd });
    const launcher = typeof launched === "object" && "found" in launched ? launched.found : null;
    await store.write((tx) => this.#book.recordProcess(tx, command.id, launcher));
    const { exited } = readLaunch(paths.launches, command.id);
    if (exited !== null) return this.#settle(command, exited);
    if (launcher !== null) this.#watch(command, launcher);
  }

  #watch(command: C, process: ProcessIdentity): void {
    if (this.#watched.has(command.id)) return;
    const { deaths, settings, clock } = this.#world;
    const { id } = command;
    const unwatch = deaths.watch(process, () => {
      this.#unwatch(id);
      this.#inBackground(command, () => this.#with(id, (now) => this.#inspect(now)));
    });
    const callOff = setLongTimeout(
      () => this.#inBackground(command, () => this.#with(id, (now) => this.#tooLate(now, process))),
      command.startedAt + settings.gateTimeout - clock(),
    );
    this.#watched.set(id, () => {
      unwatch();
      callOff();
    });
  }

  async #tooLate(command: C, leader: ProcessIdentity): Promise<void> {
    const { deaths, settings, log } = this.#world;
    log.warn(`gate "${command.command}" took longer than gateTimeout and is ended`);
    this.#unwatch(command.id);
    await terminate(
      { leader, agent: null, nonce: command.id },
      { graceMs: settings.stopGrace, force: false },
      deaths,
    );
    await this.#settle(command, TIMED_OUT);
  }

  /** Ends what it has left running, then says how it ended. */
  async #settle(command: C, exitCode: number | null): Promise<void> {
    const { deaths, paths, store } = this.#world;
    this.#unwatch(command.id);
    const remains = { leader: exitCode === null ? command.process : null, agent: null, nonce: command.id };
    await terminate(remains, { graceMs: STRAGGLER_GRACE_MS, force: false }, deaths);
    await store.write((tx) => this.#book.settle(tx, command, exitCode));
    removeLaunch(paths.launches, command.id);
    this.#launches.delete(command.id);
    this.#book.settled();
  }

  #unwatch(id: string): void {
    this.#watched.get(id)?.();
    this.#watched.delete(id);
  }

  #find(id: string): C | undefined {
    return this.#book.listRunning().find((command) => command.id === id);
  }

  /** Work that nobody waits for; the patrol comes back to what failed. */
  #inBackground({ command }: C, work: () => Promise<void>): void {
    work().catch((error) => this.#world.log.error(`"${command}": ${describeError(error)}`, error));
  }
}
