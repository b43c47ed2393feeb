import { isSpawned } from "../domain/session.ts";
import { describeError, OverstoryError } from "../errors.ts";
import { FileWatches } from "../files/file-watches.ts";
import { createLaunchWatch, type LaunchWatch } from "../process/launch-watch.ts";
import { listLostSince, listOpenSessions } from "../store/sessions.ts";
import { Adopter } from "./agents/adopter.ts";
import { Agents } from "./agents/agents.ts";
import { lookAtPane } from "./agents/look-at-pane.ts";
import { TurnKeeper } from "./agents/turn-keeper.ts";
import { TypedPrompts } from "./agents/typed-prompts.ts";
import { UsageReader } from "./agents/usage-reader.ts";
import { Booter } from "./booter.ts";
import { Coordinator } from "./coordinator.ts";
import { Endings } from "./endings.ts";
import { GateKeeper } from "./gate-keeper.ts";
import type { Hands } from "./inspect.ts";
import { Herald } from "./mail/herald.ts";
import { Postman } from "./mail/postman.ts";
import { MergeQueue } from "./merging/merge-queue.ts";
import { Answers } from "./messages/answers.ts";
import { Messages } from "./messages/messages.ts";
import { Patrol } from "./patrol.ts";
import { reconcile } from "./reconcile.ts";
import { Shells } from "./shells.ts";
import { Stopper } from "./stopper.ts";
import { tidyLeftovers } from "./tidy.ts";
import { createActions } from "./watchdog/actions.ts";
import { Rounds, roundEvery } from "./watchdog/rounds.ts";
import { SystemSenses } from "./watchdog/senses.ts";
import { Watchdog } from "./watchdog/watchdog.ts";
import type { World } from "./world.ts";

const RETRY_MS = 2000;
const LOST_TOGETHER_MS = 5000;
const TMUX_LOST = "tmux_lost";
/** It is over at once; people have this long to see it in lists. */
const LOSS_TOLD_FOR_MS = 60 * 60_000;
/** More than a sweep of a thousand sessions takes. */
const WATCHDOG_LONGEST_MS = 120_000;

/** The supervisor's parts, wired: what they need of each other, and the order in which they start and stop. */
export class Supervisor {
  readonly stopper: Stopper;
  readonly watchdog: Watchdog;
  readonly messages: Messages;
  readonly answers: Answers;
  readonly agents: Agents;
  readonly adopter: Adopter;
  readonly #world: World;
  readonly #endings: Endings;
  readonly #booter: Booter;
  readonly gates: GateKeeper;
  readonly merges: MergeQueue;
  readonly #coordinator: Coordinator;
  readonly #files = new FileWatches();
  readonly #rounds: Rounds;
  readonly #shells: Shells;
  readonly #usage: UsageReader;
  readonly #turns: TurnKeeper;
  readonly #prompts: TypedPrompts;
  readonly #postman: Postman;
  readonly #herald: Herald;
  #launches: LaunchWatch | undefined;
  #patrol: Patrol | undefined;
  #isStopped = false;
  #hasWarned = false;

  constructor(world: World) {
    this.#world = world;
    this.agents = new Agents(world, {
      report: (id, report) => this.watchdog.report(id, report),
      takeReports: (tx, id, reports) => this.watchdog.takeReports(tx, id, reports),
    });
    this.#endings = new Endings(world, this.agents);
    this.stopper = new Stopper(world, this.#endings);
    this.#booter = new Booter(world, this.#endings, this.stopper);
    this.adopter = new Adopter(world, this.#booter);
    this.gates = new GateKeeper(world);
    this.merges = new MergeQueue(world);
    this.#shells = new Shells(world);
    this.#usage = new UsageReader(world);
    this.#coordinator = new Coordinator(world, {
      booter: this.#booter,
      stopper: this.stopper,
      gates: this.gates,
      merges: this.merges,
    });
    const speaking = {
      ...world,
      answered: (id: string) => this.watchdog.report(id, { kind: "working" }),
    };
    this.messages = new Messages(speaking);
    this.answers = new Answers(speaking, this.messages);
    this.#prompts = new TypedPrompts(world, this.messages);
    this.#postman = new Postman(world, {
      deliver: (id) => this.messages.queueOf(id).wake(),
      answerWith: (id, messageId) => this.messages.queueOf(id).answersWith(messageId),
    });
    this.#herald = new Herald(world);
    this.watchdog = new Watchdog({
      ...world,
      senses: new SystemSenses(world, this.#files),
      actions: createActions(world, this.stopper, this.messages),
    });
    this.#turns = new TurnKeeper(world, {
      lookAt: (session) => lookAtPane(world, session),
      stopper: this.stopper,
      deliver: (id) => this.messages.queueOf(id).wake(),
      takeReports: (tx, id, reports) => this.watchdog.takeReports(tx, id, reports),
      takeIn: (id) => this.agents.takeIn(id),
    });
    const { settings, health, log } = world;
    const heartbeat = health.heartbeats.register("watchdog", WATCHDOG_LONGEST_MS);
    this.#rounds = new Rounds(this.watchdog, roundEvery(settings.watchdog), heartbeat, log);
  }

  /**
   * Takes up what an earlier daemon left, then carries runs forward. Resolves when that is done; where tmux cannot be
   * reached, which may last, nothing is concluded and it tries again.
   */
  async start(checkHouse: () => void): Promise<void> {
    const hands = { endings: this.#endings, booter: this.#booter, stopper: this.stopper };
    const launches = this.#watchLaunches();
    this.#launches = launches;
    this.agents.start();
    while (!(await this.#takeUp(hands))) {
      await Bun.sleep(RETRY_MS);
      if (this.#isStopped) return;
    }
    this.#run("gates", () => this.gates.resume());
    this.#run("merges", () => this.merges.resume());
    this.#run("worktrees", () => tidyLeftovers(this.#world));
    this.#coordinator.start();
    this.#shells.watchAll();
    this.messages.start();
    this.#prompts.start();
    this.#run("news", () => this.#herald.start());
    this.#postman.start();
    this.#turns.start();
    this.#usage.start();
    this.#rounds.start();
    this.#patrol = new Patrol(this.#world, {
      ...hands,
      launches,
      gates: this.gates,
      merges: this.merges,
      shells: this.#shells,
      agents: this.agents,
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
    const { store, clock } = this.#world;
    // An agent that is seen to run before its pane is on record was in that server too: there is no other.
    const lost = listOpenSessions(store.db)
      .filter(isSpawned)
      .filter(({ pane, agent }) => (pane === null ? agent !== null : pane.serverPid === serverPid));
    // The deaths of its agents may have been heard of first.
    const gone = listLostSince(store.db, clock() - LOST_TOGETHER_MS).filter(
      ({ pane }) => pane?.serverPid === serverPid,
    );
    const keys = [...gone, ...lost].map(({ key }) => key).toSorted();
    this.#run("tmux", async () => {
      await store.write((tx) => tx.event("tmux.lost", {}, { serverPid, sessions: keys }));
      if (keys.length > 0) this.#announceLoss(keys.length);
      await Promise.all(lost.map(({ id }) => this.#endings.lose(id, "its tmux server died")));
    });
  }

  /** Its sessions have alerts of their own, until they are settled; this one says what they have in common. */
  #announceLoss(sessions: number): void {
    this.#world.signs.set({
      cause: TMUX_LOST,
      kind: "tmux_lost",
      severity: "critical",
      subject: "tmux",
      message: `the tmux server died, and ${sessions} ${sessions === 1 ? "session" : "sessions"} with it`,
      hint: "their work is saved, and they are restarted by their policies; was the machine out of memory?",
    });
    setTimeout(() => this.#world.signs.clear(TMUX_LOST), LOSS_TOLD_FOR_MS).unref();
  }

  /** Nothing is begun any more; agents, gates and the tmux server go on. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#rounds.stop();
    await this.#turns.stop();
    await this.#herald.stop();
    await this.#postman.stop();
    await this.#prompts.stop();
    await this.messages.stop();
    await this.#usage.stop();
    this.#files.close();
    this.#patrol?.stop();
    this.#launches?.close();
    await this.agents.close();
    await this.#coordinator.stop();
    this.gates.close();
    this.merges.close();
    this.#endings.close();
    this.#shells.close();
  }

  async #exited(id: string, code: number): Promise<void> {
    const isGate = (await this.gates.exited(id, code)) || (await this.merges.exited(id, code));
    if (!isGate) await this.#endings.exited(id, code);
  }

  #run(subject: string, work: () => Promise<void>): void {
    work().catch((error) => this.#world.log.error(`${subject}: ${describeError(error)}`, error));
  }
}
