import { parseConfig } from "../../src/config.ts";
import { OPERATOR } from "../../src/domain/caller.ts";
import { DEFAULT_RESUME } from "../../src/domain/resume.ts";
import type { ProcessIdentity, Session } from "../../src/domain/session.ts";
import { checkResume } from "../../src/store/resume-facts.ts";
import { requireSession } from "../../src/store/sessions.ts";
import { createCallers } from "../../src/work/callers.ts";
import { Delegation } from "../../src/work/delegation.ts";
import { Phases } from "../../src/work/phases.ts";
import { Sessions } from "../../src/work/sessions.ts";
import { TestWork } from "./fixture.ts";

/** The services that keep sessions, over a store of their own, beside those that change tasks. */
export class Keeping extends TestWork {
  readonly settings = parseConfig({}, "overstory.config.ts");
  readonly #parts = {
    store: this.store,
    settings: this.settings,
    clock: () => this.test.clock.now,
    tasks: this.tasks,
    completion: { session: async () => this.check },
  };
  readonly sessions = new Sessions(this.#parts);
  /** Times that a session was said to have heard its notices. */
  heard = 0;
  readonly phases = new Phases(this.store, () => {
    this.heard += 1;
  });
  readonly callers = createCallers(this.store);
  readonly faults: unknown[] = [];
  readonly delegation = new Delegation({
    ...this.#parts,
    log: { error: (...words: unknown[]) => this.faults.push(...words) },
  });

  start(name: string, terminal: ProcessIdentity | null = null): Promise<Session> {
    return this.sessions.start(OPERATOR, { name }, terminal);
  }

  now({ id }: Session): Session {
    return requireSession(this.db, id);
  }

  /** Lets so much time pass. */
  pass(ms: number): void {
    this.test.clock.now += ms;
  }

  resumeCheck(session: Session) {
    return checkResume(this.db, this.now(session), DEFAULT_RESUME, this.test.clock.now);
  }
}

export const MINUTE = 60_000;
