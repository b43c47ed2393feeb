import { watchPolicy } from "../../config/watchdog.ts";
import type { ProcessIdentity, Session } from "../../domain/session.ts";
import type { Findings } from "../../domain/watchdog/findings.ts";
import type { ScreenLook } from "../../domain/watchdog/take-screen.ts";
import { describeError, OverstoryError } from "../../errors.ts";
import type { FileWatches } from "../../files/file-watches.ts";
import { keepOnly } from "../../keep-only.ts";
import { sessionLogs } from "../../paths.ts";
import { mapInPieces } from "../../process/in-pieces.ts";
import { SessionProcesses } from "../../process/session-processes.ts";
import { HEAVY_AT_ONCE, Slots } from "../slots.ts";
import type { World } from "../world.ts";
import { readBytes, readGrowth } from "./output-growth.ts";
import { type Glance, nextPace, type Pace } from "./pace.ts";
import type { Senses } from "./ports.ts";
import { findInProcesses, type ProcessFindings, unseenProcesses } from "./process-findings.ts";
import { QuietWorktrees } from "./quiet-worktrees.ts";
import { readScreen } from "./read-screen.ts";

type SensesWorld = Pick<World, "paths" | "settings" | "observed" | "tmux" | "runtimes">;

/** A session of which something can be said, and the process that stands for it: the agent, before that its launcher. */
interface Visible {
  session: Session;
  identity: ProcessIdentity;
}

/** What this machine shows of sessions. Remembers only what makes the next look cheap. */
export class SystemSenses implements Senses {
  /** Each look at a screen is a process of its own, and a whole fleet may fall silent at once. */
  readonly #screens = new Slots(HEAVY_AT_ONCE);
  readonly #world: SensesWorld;
  readonly #processes = new SessionProcesses();
  readonly #paces = new Map<string, Pace>();
  readonly #worktrees: QuietWorktrees;

  constructor(world: SensesWorld, watches: Pick<FileWatches, "watch" | "unwatch" | "count">) {
    this.#world = world;
    this.#worktrees = new QuietWorktrees(watches);
  }

  async look(sessions: readonly Session[]): Promise<ReadonlyMap<string, Findings>> {
    const visible = sessions.flatMap((session) => {
      const identity = session.agent ?? session.leader;
      return identity === null ? [] : [{ session, identity }];
    });
    const inProcesses = await this.#lookAtProcesses(visible);
    const observed = this.#world.observed.now();
    const found = await mapInPieces(visible, (one) => this.#find(one, inProcesses, observed));
    return new Map(await Promise.all(found));
  }

  readScreen(session: Session): Promise<ScreenLook> {
    return this.#screens.take(() => readScreen(this.#world, session));
  }

  isAnimated({ runtime, mode }: Session): boolean {
    const known = this.#world.runtimes.all.find(({ name }) => name === runtime);
    return mode === "interactive" && (known?.isAnimated ?? false);
  }

  keepOnly(ids: ReadonlySet<string>): void {
    keepOnly(this.#paces, ids);
    this.#worktrees.keepOnly(ids);
  }

  /** Answers how to find a session in the one table that serves them all. */
  async #lookAtProcesses(visible: readonly Visible[]): Promise<(one: Visible) => Promise<ProcessFindings>> {
    const seeds = visible.map(({ session: { nonce, leader, agent } }) => ({
      nonce,
      known: [leader, agent].filter((identity) => identity !== null),
    }));
    try {
      const members = await this.#processes.look(seeds);
      return ({ session, identity }) =>
        findInProcesses(identity, members.get(session.nonce) ?? [], this.isAnimated(session));
    } catch (error) {
      if (!(error instanceof OverstoryError)) throw error;
      return async () => unseenProcesses(describeError(error));
    }
  }

  async #find(
    one: Visible,
    inProcesses: (one: Visible) => Promise<ProcessFindings>,
    observed: number,
  ): Promise<[id: string, Findings]> {
    const { session } = one;
    const { process, cpuMs, ioBytes, isRunning, isReadingTerminal } = await inProcesses(one);
    const transcript = readBytes(session.transcript);
    const output = this.isAnimated(session) ? 0 : readGrowth(sessionLogs(this.#world.paths, session.key));
    const shown = this.isAnimated(session) ? transcript : output;
    const pace = this.#takePace(session, { at: observed, output: shown, cpuMs, isRunning });
    const files = await this.#worktrees.read(session, pace);
    const mayRead = !pace.isLoud && !pace.isBusy;
    return [
      session.id,
      {
        process,
        counters: { output, files, transcript, cpuMs, ioBytes },
        isRunning,
        // A program with a screen of its own reads its terminal all the time.
        readsTerminal: mayRead && !this.isAnimated(session) && isReadingTerminal(),
      },
    ];
  }

  #takePace({ id, runtime, role }: Session, glance: Glance): Pace {
    const { cpuShare } = watchPolicy(this.#world.settings.watchdog, runtime, role);
    const pace = nextPace(this.#paces.get(id), glance, cpuShare);
    this.#paces.set(id, pace);
    return pace;
  }
}
