import type { GateRun } from "../domain/gate.ts";
import type { Session } from "../domain/session.ts";
import { OverstoryError } from "../errors.ts";
import { gateLog } from "../paths.ts";
import { insertGate, listRunningGates, type NewGate, recordGateProcess, settleGate } from "../store/gates.ts";
import { requireSession } from "../store/sessions.ts";
import { DetachedCommands } from "./detached-commands.ts";
import type { World } from "./world.ts";

/** Runs the gates of tasks in worktrees. */
export class GateKeeper {
  readonly #world: World;
  readonly #commands: DetachedCommands<GateRun & { runId: string | null }>;

  constructor(world: World) {
    this.#world = world;
    const { store, paths } = world;
    this.#commands = new DetachedCommands(world, {
      listRunning: () => listRunningGates(store.db),
      placeOf: (gate) => {
        const session = requireSession(store.db, gate.sessionId);
        return { cwd: requireWorktree(session), logFile: gateLog(paths, session.key, gate.position) };
      },
      recordProcess: recordGateProcess,
      settle: (tx, gate, exitCode) => settleGate(tx, gate.id, exitCode, gate.runId),
      settled: () => {}, // the journal tells who waits
    });
  }

  /** Records the intent, then starts it. See `insertGate`. */
  async start(wish: NewGate, runId: string | null): Promise<void> {
    const id = await this.#world.store.write((tx) => insertGate(tx, { ...wish, runId }));
    await this.#commands.start(id);
  }

  /** Ends a running gate; it has not passed. */
  stop(id: string): Promise<void> {
    return this.#commands.stop(id);
  }

  /** A gate's launcher has left its exit status. False when the launch is not a running gate's. */
  exited(id: string, exitCode: number): Promise<boolean> {
    return this.#commands.exited(id, exitCode);
  }

  /** Finds out how each running gate fares, and goes on with it. */
  resume(): Promise<void> {
    return this.#commands.resume();
  }

  close(): void {
    this.#commands.close();
  }
}

function requireWorktree({ key, worktree }: Session): string {
  if (worktree !== null) return worktree;
  throw new OverstoryError("internal", `${key} has no worktree to run its gates in`);
}
