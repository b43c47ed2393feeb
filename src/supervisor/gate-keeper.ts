import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { GateRun } from "../domain/gate.ts";
import type { Session } from "../domain/session.ts";
import { describeError, OverstoryError } from "../errors.ts";
import { gateLog } from "../paths.ts";
import { check } from "../process/identity.ts";
import { ensureLaunch, readLaunch, removeLaunch } from "../process/launch.ts";
import { spawnDetached } from "../process/spawn-detached.ts";
import { terminate } from "../process/terminate.ts";
import { insertGate, listRunningGates, recordGateProcess, settleGate } from "../store/gates.ts";
import { requireSession } from "../store/sessions.ts";
import { baseEnvironment } from "./agent-environment.ts";
import type { World } from "./world.ts";

export interface GateWish {
  taskId: string;
  sessionId: string;
  position: number;
  command: string;
}

/** A gate whose launcher vanished (the machine went down) is run again, but not for ever. */
const MAX_LAUNCHES = 3;

/** What timeout(1) answers for a command that took too long. */
const TIMED_OUT = 124;

/** Runs gates in worktrees, as processes of their own that outlive the daemon. */
export class GateKeeper {
  readonly #world: World;
  readonly #launches = new Map<string, number>();
  /** How to stop watching each running gate: its death, and its time. */
  readonly #watched = new Map<string, () => void>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Records the intent, then starts it. */
  async start(wish: GateWish, runId: string): Promise<void> {
    const id = await this.#world.store.write((tx) => insertGate(tx, { ...wish, runId }));
    await this.#launch(this.#requireRunning(id));
  }

  /** A gate's launcher has left its exit status. False when the launch is not a gate's. */
  async exited(id: string, exitCode: number): Promise<boolean> {
    const gate = this.#find(id);
    if (!gate) return false;
    await this.#settle(gate, exitCode);
    return true;
  }

  /** Finds out what became of the gates that ran when the daemon went down, and goes on with each. */
  async resume(): Promise<void> {
    for (const gate of listRunningGates(this.#world.store.db)) {
      const { exited, started } = readLaunch(this.#world.paths.launches, gate.id);
      if (exited !== null) await this.#settle(gate, exited);
      else if (gate.process && (await check(gate.process)) !== "dead") this.#watch(gate);
      else if (started && (await check(started)) !== "dead") this.#watch({ ...gate, process: started });
      else await this.#launch(gate);
    }
  }

  close(): void {
    for (const unwatch of this.#watched.values()) unwatch();
    this.#watched.clear();
  }

  async #launch(gate: GateRun): Promise<void> {
    const tries = (this.#launches.get(gate.id) ?? 0) + 1;
    this.#launches.set(gate.id, tries);
    if (tries > MAX_LAUNCHES) return this.#settle(gate, null);
    const { paths, store, settings } = this.#world;
    const session = requireSession(store.db, gate.sessionId);
    const logFile = gateLog(paths, session.key, gate.position);
    mkdirSync(dirname(logFile), { recursive: true });
    const cwd = this.#requireWorktree(session);
    const env = { ...baseEnvironment(settings, process.env, cwd), OVERSTORY_NONCE: gate.id };
    removeLaunch(paths.launches, gate.id);
    const argv = ensureLaunch(paths.launches, gate.id, { command: { shell: gate.command }, cwd, env });
    const started = await spawnDetached(argv, { logFile, cwd });
    const process_ = typeof started === "object" && "found" in started ? started.found : null;
    await store.write((tx) => recordGateProcess(tx, gate.id, process_));
    this.#watch({ ...gate, process: process_ });
  }

  #requireWorktree({ key, worktree }: Session): string {
    if (worktree !== null) return worktree;
    throw new OverstoryError("internal", `${key} has no worktree to run its gates in`);
  }

  #watch(gate: GateRun): void {
    if (gate.process === null || this.#watched.has(gate.id)) return;
    const { deaths, settings, clock } = this.#world;
    const unwatch = deaths.watch(gate.process, () => this.#inBackground(gate, () => this.#vanished(gate)));
    const leftMs = Math.max(0, gate.startedAt + settings.gateTimeout - clock());
    const timer = setTimeout(() => this.#inBackground(gate, () => this.#stop(gate)), leftMs);
    this.#watched.set(gate.id, () => {
      unwatch();
      clearTimeout(timer);
    });
  }

  async #vanished(gate: GateRun): Promise<void> {
    this.#unwatch(gate.id);
    const { exited } = readLaunch(this.#world.paths.launches, gate.id);
    if (exited !== null) return this.#settle(gate, exited);
    if (this.#find(gate.id)) await this.#launch(gate);
  }

  async #stop(gate: GateRun): Promise<void> {
    const { deaths, settings, log } = this.#world;
    log.warn(`gate "${gate.command}" took longer than gateTimeout and is ended`);
    await this.#settle(gate, TIMED_OUT);
    await terminate(
      { leader: gate.process, agent: null, nonce: gate.id },
      { graceMs: settings.stopGrace, force: false },
      deaths,
    );
  }

  async #settle(gate: GateRun & { runId?: string | null }, exitCode: number | null): Promise<void> {
    this.#unwatch(gate.id);
    const runId = this.#find(gate.id)?.runId ?? null;
    await this.#world.store.write((tx) => settleGate(tx, gate.id, exitCode, runId));
    removeLaunch(this.#world.paths.launches, gate.id);
  }

  #unwatch(id: string): void {
    this.#watched.get(id)?.();
    this.#watched.delete(id);
  }

  #find(id: string) {
    return listRunningGates(this.#world.store.db).find((gate) => gate.id === id);
  }

  #requireRunning(id: string): GateRun {
    const gate = this.#find(id);
    if (!gate) throw new OverstoryError("internal", `gate run ${id} is not running`);
    return gate;
  }

  #inBackground({ command }: GateRun, work: () => Promise<void>): void {
    work().catch((error) => this.#world.log.error(`gate "${command}": ${describeError(error)}`, error));
  }
}
