import type { Session } from "../../src/domain/session.ts";
import { TAKES_NUDGES } from "../../src/domain/watchdog/evidence.ts";
import { OverstoryError } from "../../src/errors.ts";
import { requestStop } from "../../src/store/session-changes.ts";
import type { Store } from "../../src/store/store.ts";
import { type Actions, TRIAGE_ANSWERS, type TriageAnswer } from "../../src/supervisor/watchdog/ports.ts";
import { check } from "./check.ts";
import type { WatchRules } from "./watch-rules.ts";
import { never, type World } from "./world.ts";

/** A sweep waits for the triage command. */
export const LONGEST_TRIAGE_MS = 30_000;

/** What the watchdog does to agents, as far as the world lets it. Each is held against the rules first. */
export class Hands implements Actions {
  terminated = 0;
  readonly #world: World;
  readonly #store: Store;
  readonly #rules: WatchRules;
  readonly #hasTriage: boolean;
  /** Sessions that the triage command wants to be ended at once. */
  readonly #condemned = new Set<string>();

  constructor(world: World, store: Store, rules: WatchRules, hasTriage: boolean) {
    this.#world = world;
    this.#store = store;
    this.#rules = rules;
    this.#hasTriage = hasTriage;
  }

  async nudge(session: Session): Promise<string | null> {
    this.#rules.checkAct(session, "nudge");
    const screen = this.#world.screenOf(session.id);
    check(TAKES_NUDGES.includes(screen), `${session.key} is nudged, and its screen shows ${screen}`);
    if (this.#world.reaches("nudge")) return never();
    if (this.#world.refuses) return "the pane takes no text";
    this.#world.agents.get(session.id)?.nudged();
    return null;
  }

  async triage({ id, ...session }: Session): Promise<TriageAnswer | null> {
    this.#rules.checkAct({ id, ...session }, "triage");
    if (this.#world.reaches("triage")) return never();
    if (!this.#hasTriage) return null;
    const { chance } = this.#world;
    if (chance.happens(0.5)) await this.#world.sleep(chance.below(LONGEST_TRIAGE_MS));
    const answer = chance.happens(0.3) ? null : (chance.pick(TRIAGE_ANSWERS) ?? null);
    if (answer === "retry" || answer === "terminate") this.#condemned.add(id);
    if (answer === "extend") this.#rules.excuse(id);
    return answer;
  }

  async terminate(session: Session, cause: "stalled" | "triage"): Promise<void> {
    this.#rules.checkAct(session, this.#condemned.delete(session.id) ? "triaged end" : "terminate");
    if (this.#world.reaches("before terminate")) return never();
    if (this.#world.refuses) throw new OverstoryError("git", "its work cannot be saved");
    await this.#store.write((tx) => requestStop(tx, session, cause));
    if (this.#world.reaches("after terminate")) return never();
    this.#world.agents.get(session.id)?.askToEnd();
    this.terminated += 1;
  }
}
