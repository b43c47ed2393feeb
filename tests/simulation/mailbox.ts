import type { Database } from "bun:sqlite";
import { isOpen } from "../../src/domain/session.ts";
import type { Report } from "../../src/domain/watchdog/report.ts";
import { OverstoryError } from "../../src/errors.ts";
import { getSession } from "../../src/store/sessions.ts";
import { getWatch } from "../../src/store/watches.ts";
import type { Reports } from "../../src/supervisor/reports.ts";
import type { SimulatedAgent } from "./agent.ts";
import { check } from "./check.ts";
import type { World } from "./world.ts";

const LONGEST_DELAY_MS = 180_000;

interface Letter {
  agent: SimulatedAgent;
  attempt: number;
  report: Report;
  /** `VirtualTime.awake` at which it arrives. */
  at: number;
}

/** Carries what agents tell to the daemon: some of it never, late, twice, or in the name of an earlier attempt. */
export class Mailbox {
  readonly #world: World;
  readonly #db: Database;
  readonly #isReliable: boolean;
  readonly #toolMs: number;
  #letters: Letter[] = [];

  constructor(world: World, db: Database, isReliable: boolean, toolMs: number) {
    this.#world = world;
    this.#db = db;
    this.#isReliable = isReliable;
    this.#toolMs = toolMs;
  }

  async deliver(reports: Reports): Promise<void> {
    const { agents, time } = this.#world;
    for (const agent of agents.values())
      for (const report of agent.told.splice(0)) this.#letters.push(...this.#post(agent, report));
    const due = this.#letters.filter(({ at }) => at <= time.awake);
    this.#letters = this.#letters.filter(({ at }) => at > time.awake);
    for (const letter of due) await this.#handOver(reports, letter);
  }

  #post(agent: SimulatedAgent, report: Report): Letter[] {
    const { chance, time } = this.#world;
    const attempt = getSession(this.#db, agent.sessionId)?.attempt ?? 1;
    const letter = { agent, attempt, report, at: time.awake };
    if (this.#isReliable || chance.happens(0.6)) return [letter];
    const late = { ...letter, at: time.awake + chance.below(LONGEST_DELAY_MS) };
    const kind = chance.below(4);
    if (kind === 0) return [];
    if (kind === 1) return [late];
    return kind === 2 ? [letter, late] : [letter, { ...late, attempt: attempt + 1 }];
  }

  async #handOver(reports: Reports, { agent, attempt, report }: Letter): Promise<void> {
    const session = getSession(this.#db, agent.sessionId);
    if (!session) return;
    const isValid = attempt === session.attempt && isOpen(session.state) && session.exitedAt === null;
    const before = isValid ? null : this.#known(session.id);
    const refusal = await reports.take(session, attempt, report).then(() => null, refusalOf);
    check((refusal === null) === isValid, `a report of ${session.key} was ${isValid ? "refused" : "taken"}`);
    if (isValid) agent.heard(report, this.#world.time.seen, this.#toolMs);
    else check(Bun.deepEquals(this.#known(session.id), before), `a refused report changed ${session.key}`);
  }

  #known = (id: string) => ({ session: getSession(this.#db, id), watch: getWatch(this.#db, id) });
}

function refusalOf(error: unknown): OverstoryError {
  if (error instanceof OverstoryError && error.code === "conflict") return error;
  throw error;
}
