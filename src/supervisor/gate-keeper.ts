import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { GateRun } from "../domain/gate.ts";
import type { ProcessIdentity, Session } from "../domain/session.ts";
import { describeError, OverstoryError } from "../errors.ts";
import { gateLog } from "../paths.ts";
import { check } from "../process/identity.ts";
import { ensureLaunch, readLaunch, removeLaunch } from "../process/launch.ts";
import { spawnDetached } from "../process/spawn-detached.ts";
import { terminate } from "../process/terminate.ts";
import { insertGate, listRunningGates, type NewGate, recordGateProcess, settleGate } from "../store/gates.ts";
import { requireSession } from "../store/sessions.ts";
import { setLongTimeout } from "../timer.ts";
import { baseEnvironment } from "./agent-environment.ts";
import type { World } from "./world.ts";

type Running = GateRun & { runId: string | null };

/** A gate that could not be launched, or whose launcher vanished (the machine went down), is launched again this often. */
const MAX_LAUNCHES = 3;
/** What timeout(1) answers for a command that took too long. */
const TIMED_OUT = 124;
/** What a gate leaves running gets this long to end. */
const STRAGGLER_GRACE_MS = 300;
/** The command ends a moment before its launcher writes the status. */
const STATUS_GRACE_MS = 500;

/** Runs gates in worktrees, as processes of their own that outlive the daemon. */
export class GateKeeper {
  readonly #world: World;
  readonly #launches = new Map<string, number>();
  /** How to stop watching each running gate: its death, and its time. */
  readonly #watched = new Map<string, () => void>();
  /** Gates being launched, ended or settled: nobody else may touch them. */
  readonly #inHand = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Records the intent, then starts it. See `insertGate`. */
  async start(wish: NewGate, runId: string | null): Promise<void> {
    const id = await this.#world.store.write((tx) => insertGate(tx, { ...wish, runId }));
    await this.#withGate(id, (gate) => this.#launch(gate));
  }

  /** Ends a running gate; it has not passed. */
  async stop(id: string): Promise<void> {
    await this.#withGate(id, (gate) => this.#settle(gate, null));
  }

  /** A gate's launcher has left its exit status. False when the launch is not a running gate's. */
  async exited(id: string, exitCode: number): Promise<boolean> {
    if (!this.#find(id)) return false;
    await this.#withGate(id, (gate) => this.#settle(gate, exitCode));
    return true;
  }

  /** Finds out how each running gate fares, and goes on with it. */
  async resume(): Promise<void> {
    for (const { id } of listRunningGates(this.#world.store.db)) {
      await this.#withGate(id, (gate) => this.#inspect(gate)).catch((error) =>
        this.#world.log.error(`gate run ${id}: ${describeError(error)}`, error),
      );
    }
  }

  close(): void {
    for (const unwatch of this.#watched.values()) unwatch();
    this.#watched.clear();
  }

  /** Does the work on the gate as it is now, unless it is settled or in other hands. */
  async #withGate(id: string, work: (gate: Running) => Promise<void>): Promise<void> {
    const gate = this.#find(id);
    if (!gate || this.#inHand.has(id)) return;
    this.#inHand.add(id);
    try {
      await work(gate);
    } finally {
      this.#inHand.delete(id);
    }
  }

  async #inspect(gate: Running): Promise<void> {
    const { exited, started } = readLaunch(this.#world.paths.launches, gate.id);
    if (exited !== null) return this.#settle(gate, exited);
    for (const process of [gate.process, started]) {
      if (process === null) continue;
      const liveness = await check(process);
      if (liveness === "alive") return this.#watch(gate, process);
      if (liveness === "unknown") return;
    }
    await Bun.sleep(STATUS_GRACE_MS);
    const { exited: late } = readLaunch(this.#world.paths.launches, gate.id);
    await (late === null ? this.#launch(gate) : this.#settle(gate, late));
  }

  async #launch(gate: Running): Promise<void> {
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
    const launched = await spawnDetached(argv, { logFile, cwd });
    const launcher = typeof launched === "object" && "found" in launched ? launched.found : null;
    await store.write((tx) => recordGateProcess(tx, gate.id, launcher));
    const { exited } = readLaunch(paths.launches, gate.id);
    if (exited !== null) return this.#settle(gate, exited);
    if (launcher !== null) this.#watch(gate, launcher);
  }

  #requireWorktree({ key, worktree }: Session): string {
    if (worktree !== null) return worktree;
    throw new OverstoryError("internal", `${key} has no worktree to run its gates in`);
  }

  #watch(gate: Running, process: ProcessIdentity): void {
    if (this.#watched.has(gate.id)) return;
    const { deaths, settings, clock } = this.#world;
    const { id } = gate;
    const unwatch = deaths.watch(process, () => {
      this.#unwatch(id);
      this.#inBackground(gate, () => this.#withGate(id, (now) => this.#inspect(now)));
    });
    const callOff = setLongTimeout(
      () => this.#inBackground(gate, () => this.#withGate(id, (now) => this.#tooLate(now, process))),
      gate.startedAt + settings.gateTimeout - clock(),
    );
    this.#watched.set(id, () => {
      unwatch();
      callOff();
    });
  }

  async #tooLate(gate: Running, leader: ProcessIdentity): Promise<void> {
    const { deaths, settings, log } = this.#world;
    log.warn(`gate "${gate.command}" took longer than gateTimeout and is ended`);
    this.#unwatch(gate.id);
    await terminate(
      { leader, agent: null, nonce: gate.id },
      { graceMs: settings.stopGrace, force: false },
      deaths,
    );
    await this.#settle(gate, TIMED_OUT);
  }

  /** Ends what it has left running, then says how it ended. */
  async #settle(gate: Running, exitCode: number | null): Promise<void> {
    const { deaths, paths, store } = this.#world;
    this.#unwatch(gate.id);
    const remains = { leader: exitCode === null ? gate.process : null, agent: null, nonce: gate.id };
    await terminate(remains, { graceMs: STRAGGLER_GRACE_MS, force: false }, deaths);
    await store.write((tx) => settleGate(tx, gate.id, exitCode, gate.runId));
    removeLaunch(paths.launches, gate.id);
    this.#launches.delete(gate.id);
  }

  #unwatch(id: string): void {
    this.#watched.get(id)?.();
    this.#watched.delete(id);
  }

  #find(id: string): Running | undefined {
    return listRunningGates(this.#world.store.db).find((gate) => gate.id === id);
  }

  /** Work that nobody waits for; the patrol comes back to what failed. */
  #inBackground({ command }: GateRun, work: () => Promise<void>): void {
    work().catch((error) => this.#world.log.error(`gate "${command}": ${describeError(error)}`, error));
  }
}
