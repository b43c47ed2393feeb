import { describeError, OverstoryError } from "../errors.ts";
import { createLaunchWatch, type LaunchWatch } from "../process/launch-watch.ts";
import { listOpenSessions } from "../store/sessions.ts";
import { Booter } from "./booter.ts";
import { Coordinator } from "./coordinator.ts";
import { Endings } from "./endings.ts";
import { GateKeeper } from "./gate-keeper.ts";
import type { Hands } from "./inspect.ts";
import { MergeQueue } from "./merge-queue.ts";
import { Patrol } from "./patrol.ts";
import { reconcile } from "./reconcile.ts";
import { Stopper } from "./stopper.ts";
import { tidyLeftovers } from "./tidy.ts";
import type { World } from "./world.ts";

const RETRY_MS = 2000;

/** The supervisor's parts, wired: what they need of each other, and the order in which they start and stop. */
export class Supervisor {
  readonly stopper: Stopper;
  readonly #world: World;
  readonly #endings: Endings;
  readonly #booter: Booter;
  readonly #gates: GateKeeper;
  readonly #merges: MergeQueue;
  readonly #coordinator: Coordinator;
  #launches: LaunchWatch | undefined;
  #patrol: Patrol | undefined;
  #isStopped = false;
  #hasWarned = false;

  constructor(world: World) {
    this.#world = world;
    this.#endings = new Endings(world);
    this.stopper = new Stopper(world, this.#endings);
    this.#booter = new Booter(world, this.#endings, this.stopper);
    this.#gates = new GateKeeper(world);
    this.#merges = new MergeQueue(world);
    this.#coordinator = new Coordinator(world, {
      booter: this.#booter,
      stopper: this.stopper,
      gates: this.#gates,
      merges: this.#merges,
    });
  }

  /**
   * Takes up what an earlier daemon left, then carries runs forward. Resolves when that is done; where tmux cannot be
   * reached, which may last, nothing is concluded and it tries again.
   */
  async start(checkHouse: () => void): Promise<void> {
    const hands = { endings: this.#endings, booter: this.#booter, stopper: this.stopper };
    const launches = this.#watchLaunches();
    this.#launches = launches;
    while (!(await this.#takeUp(hands))) {
      await Bun.sleep(RETRY_MS);
      if (this.#isStopped) return;
    }
    this.#run("gates", () => this.#gates.resume());
    this.#run("merges", () => this.#merges.drain());
    this.#run("worktrees", () => tidyLeftovers(this.#world));
    this.#coordinator.start();
    this.#patrol = new Patrol(this.#world, {
      ...hands,
      launches,
      gates: this.#gates,
      merges: this.#merges,
      checkHouse,
    });
  }

  #watchLaunches(): LaunchWatch {
    return createLaunchWatch(this.#world.paths.launches, {
      started: (id, agent) => this.#run(id, () => this.#endings.started(id, agent)),
      exited: (id, code) => this.#run(id, () => this.#exited(id, code)),
      failed: (error) => this.#world.log.warn(`launches are only found by the patrol: ${error.message}`),
    });
  }

  async #takeUp(hands: Hands): Promise<boolean> {
    try {
      await reconcile(this.#world, hands);
      return true;
    } catch (error) {
      if (!(error instanceof OverstoryError)) throw error;
      const message = `what runs cannot be seen: ${describeError(error)}`;
      this.#world.log.warn(message);
      if (!this.#hasWarned)
        await this.#world.store.write((tx) => tx.event("daemon.warning", {}, { message }));
      this.#hasWarned = true;
      return false;
    }
  }

  /** The tmux server has died: each session in it is settled, as one incident. */
  serverGone(serverPid: number): void {
    const lost = listOpenSessions(this.#world.store.db).filter(({ pane }) => pane?.serverPid === serverPid);
    this.#run("tmux", async () => {
      await this.#world.store.write((tx) =>
        tx.event("tmux.lost", {}, { serverPid, sessions: lost.map(({ key }) => key) }),
      );
      await Promise.all(lost.map(({ id }) => this.#endings.lose(id, "its tmux server died")));
    });
  }

  /** Nothing is begun any more; agents, gates and the tmux server go on. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#patrol?.stop();
    this.#launches?.close();
    await this.#coordinator.stop();
    this.#gates.close();
    this.#endings.close();
  }

  async #exited(id: string, code: number): Promise<void> {
    if (!(await this.#gates.exited(id, code))) await this.#endings.exited(id, code);
  }

  #run(subject: string, work: () => Promise<void>): void {
    work().catch((error) => this.#world.log.error(`${subject}: ${describeError(error)}`, error));
  }
}
