import { setTimeout as after, setImmediate as otherWork } from "node:timers/promises";
import { failedStopCause } from "../domain/alerting/session-conditions.ts";
import { awaitAnswer, describeExit, holdRejected, judgeEnding, type WorkFacts } from "../domain/outcome.ts";
import { isOpen, type ProcessIdentity, type Session } from "../domain/session.ts";
import { decideAfterEnd, decideAfterQuestion } from "../domain/steps.ts";
import type { Task } from "../domain/task.ts";
import { describeError, OverstoryError } from "../errors.ts";
import { readLaunch, removeLaunch } from "../process/launch.ts";
import { terminate } from "../process/terminate.ts";
import { findUnheardQuestion, latestApproval } from "../store/approvals.ts";
import { listEnds, releaseTask } from "../store/claims.ts";
import { givenBackAs } from "../store/merges.ts";
import { recordAgent, recordExit, recordWork, settleSession, transition } from "../store/session-changes.ts";
import { getSession, requireSession } from "../store/sessions.ts";
import { moveTask, requireTask } from "../store/tasks.ts";
import type { Agents } from "./agents/agents.ts";
import { lastOutput } from "./agents/last-output.ts";
import { lineByHand } from "./agents/line-by-hand.ts";
import { passChildren } from "./inheritance.ts";
import { takeInEnd } from "./limits.ts";
import { readRole } from "./read-role.ts";
import { readStrays } from "./read-strays.ts";
import { Slots } from "./slots.ts";
import { commitLeftovers, lookAtWork, saveWork, type Work } from "./work.ts";
import type { World } from "./world.ts";

/** What an agent leaves running (a dev server, say) gets this long to end when it has ended itself. */
const STRAGGLER_GRACE_MS = 300;
/** The launcher stays a moment after the agent so that its last output is kept; it is not waited for longer. */
const DRAIN_LIMIT_MS = 3000;

const MAX_LOOKS = 3;

/** They share their looks at all processes, but each starts git processes of its own. */
const SETTLED_AT_ONCE = 16;

/** With what of it was not to be changed. */
type GatheredWork = Exclude<Work, object> | (Exclude<Work, string> & WorkFacts) | { unreadable: string };

const headOf = (work: GatheredWork): string | null =>
  typeof work === "object" && "head" in work ? work.head : null;

/** Who listens to agents. */
export type Listeners = Pick<Agents, "isReady" | "started" | "takeIn" | "over">;

/** Takes in that agents start and end, and settles their sessions by what they left. */
export class Endings {
  readonly #world: World;
  readonly #agents: Listeners;
  /** Leaders watched, by session: how to stop watching. */
  readonly #watched = new Map<string, () => void>();
  /** Settlements under way, so that none is made twice. */
  readonly #settling = new Map<string, Promise<void>>();
  /** How often the work of a session could not be read. */
  readonly #failures = new Map<string, number>();
  readonly #slots = new Slots(SETTLED_AT_ONCE);

  constructor(world: World, agents: Listeners) {
    this.#world = world;
    this.#agents = agents;
  }

  /** From now on the death of the session's leader is noticed. */
  watch({ id, leader }: Session): void {
    if (leader === null || this.#watched.has(id)) return;
    this.#watched.set(
      id,
      this.#world.deaths.watch(leader, () => this.#run(id, () => this.leaderDied(id))),
    );
  }

  /** The agent's own process runs. For a runtime that asks for nothing more, that is ready. */
  async started(id: string, agent: ProcessIdentity): Promise<void> {
    const session = getSession(this.#world.store.db, id);
    if (!session || !isOpen(session.state) || session.agent !== null) return;
    await this.#world.store.write((tx) => {
      recordAgent(tx, id, agent, this.#world.observed.now());
      const now = getSession(tx.db, id);
      // One that goes on with another's work, or has declared something already, is where that says.
      const phase = now?.phase === "initializing" ? { phase: "executing" as const } : {};
      if (now?.state === "booting" && this.#agents.isReady(now)) transition(tx, id, "working", phase);
    });
    this.#agents.started(id);
  }

  /** The agent has ended with this status. */
  async exited(id: string, exitCode: number): Promise<void> {
    const session = getSession(this.#world.store.db, id);
    if (!session || !isOpen(session.state)) return;
    await this.#world.store.write((tx) => recordExit(tx, session, exitCode));
    await this.settle(id);
  }

  /** The pane's first process is gone: by itself after the agent's end, or it was killed and the status is lost. */
  async leaderDied(id: string): Promise<void> {
    const session = getSession(this.#world.store.db, id);
    if (!session) return;
    if (!isOpen(session.state)) return this.#cleanUp(session);
    await this.lose(id, await this.#describeLoss(session));
  }

  /** Settles a session whose agent can no longer be supervised, unless it has ended by itself: its status then counts. */
  async lose(id: string, why: string): Promise<void> {
    const { exited } = readLaunch(this.#world.paths.launches, id);
    if (exited !== null) return this.exited(id, exited);
    const session = getSession(this.#world.store.db, id);
    if (!session || !isOpen(session.state)) return;
    await this.#world.store.write((tx) => recordExit(tx, session, null, why));
    await this.settle(id);
  }

  /**
   * Judges an ended session by its worktree and moves it and its task together. Safe to call again: until it has
   * succeeded the session stays open with its exit recorded, and the patrol calls again.
   */
  settle(id: string): Promise<void> {
    const running = this.#settling.get(id);
    if (running) return running;
    const settling = this.#slots.take(() => this.#settle(id)).finally(() => this.#settling.delete(id));
    this.#settling.set(id, settling);
    return settling;
  }

  close(): void {
    for (const unwatch of this.#watched.values()) unwatch();
    this.#watched.clear();
  }

  async #settle(id: string): Promise<void> {
    await otherWork(); // those who follow the journal hear of the exit before its work is looked at, which takes a while
    await this.#agents.takeIn(id); // its last words may have been spooled a moment ago
    const { store, runtimes, random } = this.#world;
    const session = getSession(store.db, id);
    if (!session || !isOpen(session.state)) return;
    const task = session.currentTaskId === null ? null : requireTask(store.db, session.currentTaskId);
    const lost = session.exitCode === null ? session.reason : null;
    await this.#endRemains(session, lost);
    const work = await this.#gatherWork(session, task);
    const ending = judgeEnding({
      exitCode: session.exitCode,
      stopCause: session.stopCause,
      isDismissed: session.dismissedAt !== null,
      work,
      // One that was taken out of the configuration meanwhile proves nothing.
      exitIsProof: runtimes.all.find(({ name }) => name === session.runtime)?.exitIsProof ?? false,
      lost,
      givenBackAs: task && givenBackAs(store.db, task.id, headOf(work)),
      ...readRole(store.db, session, task),
    });
    const isDirty = typeof work === "object" && !("unreadable" in work) && work.dirtyFiles > 0;
    const saved = isDirty ? await saveWork(this.#world, session) : null;
    const told = [...lastOutput(this.#world.paths, session), ...lineByHand(store.db, session)];
    const reason = [ending.reason, ...(saved === null ? [] : [saved]), ...told].join("; ");
    const judged = { ...ending, reason };
    const jitter = random();
    await store.write((tx) => {
      const current = requireSession(tx.db, id);
      if (!isOpen(current.state)) return;
      if (typeof work === "object" && !("unreadable" in work)) recordWork(tx, id, work.commits, work.head);
      const question = findUnheardQuestion(tx.db, current);
      const answered = latestApproval(tx.db, id);
      const known = answered?.decision === "rejected" ? holdRejected(judged, answered.question) : judged;
      const final = question === null ? known : awaitAnswer(judged, question.question);
      const held = releaseTask(tx, id);
      takeInEnd(tx, settleSession(tx, id, final));
      if (held === null) {
        passChildren(tx, current, null);
        return;
      }
      const { spec, runId } = requireTask(tx.db, held);
      // One that it took beside its run's has no gates and no merge to come: whoever wants it goes on with it.
      if ((runId !== current.runId || current.adoptedAt !== null) && question === null) {
        moveTask(tx, held, { status: "todo", reason: `${current.key} has ended: ${final.reason}` });
        return;
      }
      const history = { attempt: session.attempt, ends: listEnds(tx.db, held) };
      const next = question
        ? decideAfterQuestion(question)
        : decideAfterEnd(spec, history, final, session.stopCause, tx.at, jitter);
      moveTask(tx, held, next);
      // Whoever goes on with its task is their parent then.
      if (next.status !== "todo" && next.status !== "paused") passChildren(tx, current, null);
    });
    this.#failures.delete(id);
    this.#run(id, () => this.#cleanUpWhenDrained(session));
  }

  /** Ends what the agent has left running. A launcher is spared, for the last output, unless its pane is lost. */
  async #endRemains(session: Session, lost: string | null): Promise<void> {
    if (lost !== null) await saveWork(this.#world, session);
    const survivors = await terminate(
      { leader: lost === null ? null : session.leader, agent: session.agent, nonce: session.nonce },
      { graceMs: STRAGGLER_GRACE_MS, force: false },
      this.#world.deaths,
    );
    if (survivors.length > 0) {
      const pids = survivors.map(({ pid }) => pid).join(", ");
      this.#world.log.warn(`${session.key} is over, but processes of it cannot be ended: ${pids}`);
    }
  }

  async #withStrays(work: Work, session: Session, task: Task | null): Promise<GatheredWork> {
    if (typeof work === "string" || work.commits === 0) return work;
    return { ...work, strays: await readStrays(this.#world, session, task) };
  }

  async #gatherWork(session: Session, task: Task | null): Promise<GatheredWork> {
    try {
      const work = await lookAtWork(this.#world, session);
      const isDirty = typeof work === "object" && work.dirtyFiles > 0;
      const isProper = session.exitCode === 0 || session.dismissedAt !== null;
      if (!isDirty || !task?.spec.autoCommit || !isProper) return await this.#withStrays(work, session, task);
      await commitLeftovers(this.#world, session, task);
      return await this.#withStrays(await lookAtWork(this.#world, session), session, task);
    } catch (error) {
      // Git may be disturbed for a moment; the patrol looks again before the work is given up as unreadable.
      const failures = (this.#failures.get(session.id) ?? 0) + 1;
      this.#failures.set(session.id, failures);
      if (!(error instanceof OverstoryError) || failures < MAX_LOOKS) throw error;
      return { unreadable: describeError(error) };
    }
  }

  async #describeLoss({ pane }: Session): Promise<string> {
    if (pane === null) return "its launcher vanished without an exit status";
    if (!this.#world.tmux.isIn(pane)) return "its tmux server died";
    const tmux = await this.#world.tmux.get();
    const death = await tmux.readDeath(pane.paneId);
    if (typeof death === "object" && "signal" in death)
      return `its launcher was killed (${describeExit(128 + death.signal)})`;
    if (typeof death === "object" && "exitCode" in death)
      return `its launcher ended with ${describeExit(death.exitCode)}`;
    return "its pane vanished without an exit status";
  }

  async #cleanUpWhenDrained(session: Session): Promise<void> {
    const { leader } = session;
    if (leader !== null) {
      const dead = new Promise<void>((resolve) => {
        const unwatch = this.#world.deaths.watch(leader, resolve);
        after(DRAIN_LIMIT_MS, undefined, { ref: false }).then(() => {
          unwatch();
          resolve();
        });
      });
      await dead;
    }
    await this.#cleanUp(session);
  }

  /** The session is settled: its pane and launch files have told all they know. */
  async #cleanUp(session: Session): Promise<void> {
    this.#watched.get(session.id)?.();
    this.#watched.delete(session.id);
    this.#world.signs.clear(failedStopCause(session.key));
    removeLaunch(this.#world.paths.launches, session.id);
    await this.#agents.over(session.id);
    const { pane } = getSession(this.#world.store.db, session.id) ?? session;
    if (pane !== null) await this.#world.tmux.current?.closePane(pane, session.nonce);
  }

  /** Work that no caller waits for: what goes wrong is logged, and the patrol tries again. */
  #run(id: string, work: () => Promise<void>): void {
    work().catch((error) => this.#world.log.warn(`session ${id}: ${describeError(error)}`));
  }
}
