import type { ProcessIdentity } from "../../src/domain/session.ts";
import type { Report } from "../../src/domain/watchdog/report.ts";
import { type Act, IDLE, type Rates } from "./act.ts";
import { Belief } from "./belief.ts";

/** How an agent's life ends by itself; null when it does not. */
export interface End {
  /** null when it vanishes without a status. */
  exitCode: number | null;
  commits: number;
  dirtyFiles: number;
}

export interface Life {
  /** Before the agent's own process is there; Infinity when it never comes. */
  bootMs: number;
  acts: Act[];
  /** After its acts; null when it is silent for ever. */
  end: End | null;
  /** Text typed into it makes it go on to its next act. */
  heedsNudges: boolean;
  /** How long it takes to end when it is asked to. */
  dyingMs: number;
  /** Its screen moves by itself, also while it hangs. */
  isAnimated: boolean;
}

const COUNTERS = ["output", "files", "cpuMs", "ioBytes", "transcript", "mark"] as const;

/** Until then a movement may be too small for a look. */
const SHOWS_AFTER_MS = 1500;

/** An agent with a scripted life, and the truth about it that the supervisor is judged by. */
export class SimulatedAgent {
  readonly sessionId: string;
  readonly identity: ProcessIdentity;
  readonly life: Life;
  readonly counters: Rates = { output: 0, files: 0, cpuMs: 0, ioBytes: 0, transcript: 0, mark: 0 };
  /** What it tells and nobody has taken yet. */
  readonly told: Report[] = [];
  hasBooted = false;
  isAlive = true;
  /** Asked to end, and at work on that for this long yet. */
  dyingForMs: number | null = null;
  /** `VirtualTime.seen` of its last movement, which may be too small for a look. */
  movedAt: number;
  /** The same of its last movement that no look can miss. */
  shownAt: number;
  #bootingForMs: number;
  #acts: Act[];
  #leftMs: number;
  #cutOffForMs = 0;
  #movesForMs = 0;
  #hasBeenHeard = false;
  readonly #belief = new Belief();

  constructor(sessionId: string, pid: number, life: Life, seen: number) {
    this.sessionId = sessionId;
    this.identity = { pid, startTime: `${pid}-${sessionId}` };
    this.life = life;
    this.movedAt = seen;
    this.shownAt = seen;
    this.#bootingForMs = life.bootMs;
    this.#acts = [...life.acts];
    this.#leftMs = this.#acts[0]?.forMs ?? Number.POSITIVE_INFINITY;
  }

  /** What it does now; null when it is silent for ever. */
  get act(): Act | null {
    return this.#acts[0] ?? null;
  }

  /** The network is cut: it waits for an answer. */
  get isCutOff(): boolean {
    return this.#cutOffForMs > 0;
  }

  /** In words, for messages. */
  get doing(): string {
    if (!this.isAlive) return "dead";
    if (!this.hasBooted) return "starts";
    return this.isCutOff ? "is cut off" : (this.act?.name ?? "is silent for ever");
  }

  /** It is silent for a reason that the supervisor can see or was told. */
  get isExcused(): boolean {
    if (!this.hasBooted || this.isCutOff || !this.act?.isExcused) return false;
    return this.act.begins === null || this.#hasBeenHeard;
  }

  /** It told a reason to be silent, and that it is over was not heard. */
  isBelievedExcused(seen: number): boolean {
    return this.#belief.isExcused(seen);
  }

  /** A report of it has reached the supervisor. */
  heard(report: Report, seen: number, toolMs: number): void {
    this.#hasBeenHeard = report === this.act?.begins;
    this.#belief.hear(report, seen, toolMs);
    this.#show(seen);
  }

  /** ms until something about it changes. */
  get changesInMs(): number {
    if (!this.isAlive) return Number.POSITIVE_INFINITY;
    const inLife = this.hasBooted ? this.#leftMs : this.#bootingForMs;
    return Math.min(this.isCutOff ? this.#cutOffForMs : inLife, this.dyingForMs ?? Number.POSITIVE_INFINITY);
  }

  cutOff(forMs: number): void {
    if (this.hasBooted) this.#cutOffForMs = forMs;
  }

  /** Lives on for `ms`, no more than `changesInMs`. Answers its end, when this is it. */
  pass(ms: number, seen: number): End | null {
    if (!this.isAlive) return null;
    if (this.dyingForMs !== null) this.dyingForMs -= ms;
    if (this.dyingForMs !== null && this.dyingForMs <= 0)
      return this.#die({ exitCode: 143, commits: 0, dirtyFiles: 1 }, seen);
    if (!this.hasBooted) return this.#boot(ms, seen);
    const { rates, isRunning } = this.isCutOff || !this.act ? { rates: IDLE, isRunning: false } : this.act;
    for (const counter of COUNTERS) this.counters[counter] += (rates[counter] * ms) / 1000;
    const moves = isRunning || this.#isAtWork(rates);
    this.#movesForMs = moves ? this.#movesForMs + ms : 0;
    if (moves) this.movedAt = seen;
    if (this.#movesForMs >= SHOWS_AFTER_MS) this.shownAt = seen;
    if (!this.isCutOff) return this.#goOn(ms, seen);
    this.#cutOffForMs -= ms;
    return null;
  }

  /** Text was typed into it. */
  nudged(): void {
    if (this.life.heedsNudges && this.act?.name === "is silent") this.#leftMs = 0;
  }

  /** A signal asks it to end; it may take its time. */
  askToEnd(): void {
    if (this.isAlive) this.dyingForMs ??= this.life.dyingMs;
  }

  crash(seen: number): End {
    return this.#die({ exitCode: null, commits: 0, dirtyFiles: 1 }, seen);
  }

  #isAtWork({ output, files, cpuMs, ioBytes, transcript, mark }: Rates): boolean {
    const shows = this.life.isAnimated ? transcript > 0 || mark > 0 : output > 0;
    return shows || files > 0 || cpuMs > 20 || ioBytes > 1000;
  }

  #boot(ms: number, seen: number): null {
    this.#bootingForMs -= ms;
    if (this.#bootingForMs > 0) return null;
    this.hasBooted = true;
    this.#show(seen);
    this.#tell(this.act?.begins);
    return null;
  }

  #goOn(ms: number, seen: number): End | null {
    this.#leftMs -= ms;
    if (this.#leftMs > 0 || this.#acts.length === 0) return null;
    const over = this.#acts.shift();
    this.#tell(over?.ends);
    // The processor time of a tool goes with its process.
    if (over && over.rates.cpuMs > 20) this.counters.cpuMs = Math.floor(this.counters.cpuMs * 0.7);
    this.#leftMs = this.act?.forMs ?? Number.POSITIVE_INFINITY;
    this.#hasBeenHeard = false;
    this.#tell(this.act?.begins);
    return this.act === null && this.life.end !== null ? this.#die(this.life.end, seen) : null;
  }

  #show(seen: number): void {
    this.movedAt = seen;
    this.shownAt = seen;
  }

  #tell(report: Report | null | undefined): void {
    if (report) this.told.push(report);
  }

  #die(end: End, seen: number): End {
    this.isAlive = false;
    this.movedAt = seen;
    this.dyingForMs = null;
    return end;
  }
}
