import { ControlLoop } from "../../control-loop.ts";
import {
  type AfterTurn,
  type AfterTurnFacts,
  decideAfterTurn,
  decideByWork,
} from "../../domain/agent/after-turn.ts";
import { describeError } from "../../errors.ts";
import { keepOnly } from "../../keep-only.ts";
import { type IdleAgent, listIdleAgents } from "../../store/after-turn.ts";
import { HEAVY_AT_ONCE, Slots } from "../slots.ts";
import type { World } from "../world.ts";
import { TurnActs, type TurnHands } from "./turn-acts.ts";
import { readAfterTurn, readWork } from "./turn-facts.ts";

/** Git may be disturbed for a moment. */
const RETRY_MS = 5000;
const LONGEST_BEAT_MS = 5 * 60_000;
/** From one look to the next while much goes on: each reads some rows of every agent whose turn is over. */
const GAP_MS = 200;

type TurnWorld = Pick<
  World,
  "store" | "runtimes" | "git" | "worktrees" | "health" | "clock" | "random" | "log"
>;

/** What was found when an agent was last looked at, and until when (ms UTC) it holds. */
interface Known {
  facts: string;
  until: number | null;
}

/**
 * Sees to what follows when an agent's turn is over: it is ended when its work is done, told what is missing or that it can go
 * on, or a person is asked. Decides from the database and the worktree alone; it remembers only what makes looks cheap.
 */
export class TurnKeeper {
  readonly #world: TurnWorld;
  readonly #acts: TurnActs;
  readonly #loop: ControlLoop;
  readonly #jitter: number;
  readonly #slots = new Slots(HEAVY_AT_ONCE);
  readonly #known = new Map<string, Known>();
  #unsubscribe = () => {};

  constructor(world: TurnWorld, hands: TurnHands) {
    this.#world = world;
    this.#acts = new TurnActs(world, hands);
    this.#jitter = world.random();
    this.#loop = new ControlLoop({
      look: () => this.#lookAtAll(),
      failed: (error) =>
        world.log.error(`turns that are over could not be seen to: ${describeError(error)}`, error),
      retryMs: RETRY_MS,
      gapMs: GAP_MS,
      heartbeat: world.health.heartbeats.register("turns", LONGEST_BEAT_MS),
      clock: world.clock,
    });
  }

  start(): void {
    this.#unsubscribe = this.#world.store.onEvents(() => void this.look());
    void this.look();
  }

  /** Resolves when every agent whose turn is over has been looked at as it is now. */
  look(): Promise<void> {
    return this.#loop.ask();
  }

  /** Resolves when nothing new is begun any more. */
  async stop(): Promise<void> {
    this.#unsubscribe();
    await this.#loop.stop();
  }

  async #lookAtAll(): Promise<number | null> {
    const agents = listIdleAgents(this.#world.store.db);
    const ids = new Set(agents.map(({ session }) => session.id));
    keepOnly(this.#known, ids);
    // Of those that stand before the same wall one is to go on, so that each has to see what became of the one before.
    const broken = agents.filter(({ turn }) => turn.fault !== null);
    const wakes: (number | null)[] = [];
    for (const agent of broken) wakes.push(await this.#see(agent));
    const others = agents.filter(({ turn }) => turn.fault === null);
    wakes.push(...(await Promise.all(others.map((agent) => this.#slots.take(() => this.#see(agent))))));
    const next = Math.min(...wakes.filter((at) => at !== null));
    return Number.isFinite(next) ? next : null;
  }

  /** Answers when to look at it again, ms UTC; null when something has to happen first. One trouble keeps no other agent back. */
  async #see(agent: IdleAgent): Promise<number | null> {
    const { id, key } = agent.session;
    const now = this.#world.clock();
    try {
      const facts = readAfterTurn(this.#world, agent, this.#jitter);
      const known = this.#known.get(id);
      const text = JSON.stringify([agent.session.attention, facts]);
      if (known?.facts === text && (known.until === null || now < known.until)) return known.until;
      this.#known.delete(id);
      const until = await this.#acts.carryOut(agent, await this.#decide(agent, facts, now));
      this.#known.set(id, { facts: text, until });
      return until;
    } catch (error) {
      this.#world.log.warn(`${key}: what follows its turn could not be done: ${describeError(error)}`);
      return now + RETRY_MS;
    }
  }

  async #decide({ session }: IdleAgent, facts: AfterTurnFacts, now: number): Promise<AfterTurn> {
    return decideAfterTurn(facts, now) ?? decideByWork(facts, await readWork(this.#world, session), now);
  }
}
