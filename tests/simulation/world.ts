import type { Session } from "../../src/domain/session.ts";
import type { Screen } from "../../src/domain/watchdog/evidence.ts";
import type { Findings, Reading } from "../../src/domain/watchdog/findings.ts";
import type { Senses } from "../../src/supervisor/watchdog/ports.ts";
import type { Chance } from "../domain/chance.ts";
import type { End, Life } from "./agent.ts";
import { SimulatedAgent } from "./agent.ts";
import { VirtualTime } from "./virtual-time.ts";

/** What the senses may fail to read. "look": the session is in no findings at all. */
export const SIGHTS = [
  "look",
  "process",
  "output",
  "files",
  "transcript",
  "cpuMs",
  "ioBytes",
  "screen",
] as const;
export type Sight = (typeof SIGHTS)[number];

/** A time in which something of one session, or of all, cannot be read. */
export interface Blindness {
  sessionId: string | null;
  sight: Sight;
  /** `VirtualTime.awake` */
  until: number;
  /** Of ten looks this many fail. */
  failsOfTen: number;
}

/** Where a call of the daemon never comes back, since it is killed there. */
export type KillPoint = "look" | "screen" | "nudge" | "triage" | "before terminate" | "after terminate";

const SHORT_MS = 20_000;

const CANNOT_READ = { unknown: "EPERM" };
export const never = <T>(): Promise<T> => new Promise(() => {});

/** The machine with the agents on it, as it truly is, and the senses through which a daemon sees it. */
export class World {
  readonly time = new VirtualTime();
  readonly chance: Chance;
  readonly agents = new Map<string, SimulatedAgent>();
  /** What ended and was not heard of yet. */
  readonly ended = new Map<string, End>();
  blindness: Blindness[] = [];
  killPoint: KillPoint | null = null;
  /** The daemon could not see what happened since the last check. */
  wasBlind = false;
  /** For so long that idle programs may seem to have worked. */
  wasBlindForLong = false;
  /** How long it could not see since the last look that it has kept. */
  #unseenMs = 0;
  /** `VirtualTime.awake` until which no event tells of an agent's end. */
  deafUntil = 0;
  /** An agent has begun, ended, or told something. */
  hasChanged = false;
  /** Calls of the daemon that take their time, by when they come back. */
  #sleepers: { wakesAt: number; wake: () => void }[] = [];
  #isKilled = false;
  /** `VirtualTime.awake` until which nothing can be done to agents. */
  refusesUntil = 0;
  #pids = 100;

  constructor(chance: Chance) {
    this.chance = chance;
  }

  start(sessionId: string, life: Life): SimulatedAgent {
    // Pids come round: an agent may have the one of an agent that died.
    this.#pids = this.#pids > 110 ? 100 : this.#pids + 1;
    const agent = new SimulatedAgent(sessionId, this.#pids, life, this.time.seen);
    this.agents.set(sessionId, agent);
    return agent;
  }

  get changesInMs(): number {
    return Math.min(...[...this.agents.values()].map(({ changesInMs }) => changesInMs));
  }

  /** Time goes on, for no longer than nothing changes. */
  pass(ms: number, isSeen: boolean): void {
    this.time.pass(ms, isSeen);
    for (const agent of this.agents.values()) {
      const doing = agent.doing;
      const end = agent.pass(ms, this.time.seen);
      if (end) this.ended.set(agent.sessionId, end);
      this.hasChanged ||= agent.doing !== doing;
    }
    const { awake } = this.time;
    for (const { wakesAt, wake } of this.#sleepers) if (wakesAt <= awake) wake();
    this.#sleepers = this.#sleepers.filter(({ wakesAt }) => wakesAt > awake);
    this.blindness = this.blindness.filter(({ until }) => until > this.time.awake);
  }

  /** Time goes on without a daemon that sees it. */
  passUnseen(ms: number): void {
    const until = this.time.awake + ms;
    while (this.time.awake < until) this.pass(Math.min(until - this.time.awake, this.changesInMs), false);
    this.wasBlind = true;
    this.#unseenMs += ms;
    this.wasBlindForLong ||= this.#unseenMs > SHORT_MS;
  }

  /** The network is gone for all agents; they find it again one after the other. */
  cutOff(forMs: number, withinMs: number): void {
    for (const agent of this.agents.values()) agent.cutOff(forMs + this.chance.next() * withinMs);
  }

  /** A call of the daemon takes its time. */
  sleep(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#sleepers.push({ wakesAt: this.time.awake + ms, wake: resolve });
    return promise;
  }

  /** A call of the daemon has not come back and does not before time has passed. */
  get isWaiting(): boolean {
    return this.#isKilled || this.#sleepers.length > 0;
  }

  /** The daemon has looked, and has kept what it saw. */
  seen(): void {
    this.#unseenMs = 0;
  }

  /** The daemon is dead: what it waited for never comes. */
  forgetDaemon(): void {
    for (const { counters } of this.agents.values()) counters.files = 0; // each daemon counts writes anew
    this.#sleepers = [];
    this.#isKilled = false;
    this.killPoint = null;
  }

  /** How many agents stand still for the same reason. */
  get silentTogether(): number {
    return [...this.agents.values()].filter((agent) => agent.isAlive && agent.isCutOff).length;
  }

  get isDeaf(): boolean {
    return this.time.awake < this.deafUntil;
  }

  get refuses(): boolean {
    return this.time.awake < this.refusesUntil;
  }

  isBlindTo(sessionId: string): boolean {
    return this.blindness.some((one) => one.sessionId === null || one.sessionId === sessionId);
  }

  /** The daemon is killed when it comes to its kill point. */
  reaches(point: KillPoint): boolean {
    if (this.killPoint !== point) return false;
    this.#isKilled = true;
    return true;
  }

  readonly senses: Senses = {
    look: async (sessions) => {
      if (this.reaches("look")) return never();
      const found = new Map<string, Findings>();
      for (const { id } of sessions) {
        const agent = this.agents.get(id);
        if (agent && !this.#cannotRead(id, "look")) found.set(id, this.#lookAt(agent));
      }
      return found;
    },
    readScreen: async ({ id }: Session) => {
      if (this.reaches("screen")) return never();
      if (this.#cannotRead(id, "screen")) return CANNOT_READ;
      const mark = this.agents.get(id)?.counters.mark ?? 0;
      return { screen: this.screenOf(id), mark: String(Math.floor(mark)) };
    },
    isAnimated: ({ id }: Session) => this.agents.get(id)?.life.isAnimated ?? false,
    keepOnly: () => {},
  };

  screenOf(sessionId: string): Screen {
    return this.agents.get(sessionId)?.act?.screen ?? "plain";
  }

  #lookAt(agent: SimulatedAgent): Findings {
    const { sessionId, counters, life, act, hasBooted, isAlive, isCutOff } = agent;
    const read = (sight: Exclude<Sight, "look" | "process" | "screen">): Reading =>
      this.#cannotRead(sessionId, sight) ? CANNOT_READ : Math.floor(counters[sight]);
    const cpuMs = read("cpuMs");
    const acts = hasBooted && isAlive && !isCutOff ? act : null;
    const state = isAlive ? (acts?.isStopped ? "stopped" : "alive") : "dead";
    return {
      process: this.#cannotRead(sessionId, "process") ? CANNOT_READ : state,
      counters: {
        output: life.isAnimated ? 0 : read("output"),
        files: read("files"),
        transcript: read("transcript"),
        cpuMs,
        ioBytes: read("ioBytes"),
      },
      isRunning: typeof cpuMs === "number" && (acts?.isRunning ?? false),
      readsTerminal: acts?.readsTerminal ?? false,
    };
  }

  #cannotRead(sessionId: string, sight: Sight): boolean {
    return this.blindness.some(
      (one) =>
        one.sight === sight &&
        (one.sessionId === null || one.sessionId === sessionId) &&
        this.chance.below(10) < one.failsOfTen,
    );
  }
}
