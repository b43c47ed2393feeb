import type { DelegationAnswer, SubagentStopAnswer } from "../api/contract/delegation.ts";
import type { WorkServices } from "../api/work-services.ts";
import { resumePolicy } from "../config/resume.ts";
import type { Settings } from "../config.ts";
import { describeError, OverstoryError } from "../errors.ts";
import { parse } from "../schema.ts";
import { findSession } from "../store/sessions.ts";
import type { Store } from "../store/store.ts";
import { DelegateInput, StopInput } from "./delegation-input.ts";
import { type EndingParts, faultsOf } from "./end-session.ts";
import { preDelegate } from "./pre-delegate.ts";
import { subagentStop } from "./subagent-stop.ts";

export interface DelegationParts {
  store: Store;
  settings: Pick<Settings, "role" | "resume">;
  completion: EndingParts["completion"];
  log: { error(message: string, error: unknown): void };
}

type DelegationService = WorkServices["delegation"];

/** For programs that hand work to agents of their own, and must go on whatever the answer is. */
export class Delegation implements DelegationService {
  readonly #parts: DelegationParts;

  constructor(parts: DelegationParts) {
    this.#parts = parts;
  }

  async preDelegate(input: unknown): Promise<DelegationAnswer> {
    const { store, settings } = this.#parts;
    try {
      const wish = parse(DelegateInput, input, "pre-delegate");
      const rules = { role: settings.role, resume: resumePolicy(settings.resume) };
      return await store.write((tx) => preDelegate(tx, wish, rules));
    } catch (error) {
      return {
        should_resume: false,
        reason: this.#describe(error),
        agent_id: null,
        resume_metadata: null,
        original_context: null,
      };
    }
  }

  async subagentStop(input: unknown): Promise<SubagentStopAnswer> {
    const { store, settings, completion } = this.#parts;
    try {
      const stop = parse(StopInput, input, "subagent-stop");
      const session = findSession(store.db, stop.agent_id);
      const check = session && (await completion.session(session, stop.summary ?? null));
      const isValid = check !== null && faultsOf(check).length === 0;
      return await store.write((tx) => subagentStop(tx, stop, resumePolicy(settings.resume), isValid));
    } catch (error) {
      return { ok: false, reason: this.#describe(error), agent_id: null };
    }
  }

  /** What is a defect of ours is logged with its stack. */
  #describe(error: unknown): string {
    const isKnown = error instanceof OverstoryError;
    if (!isKnown) this.#parts.log.error("a hook failed", error);
    const what = isKnown && error.code === "usage" ? "bad_input" : "error";
    return `${what}: ${describeError(error).replaceAll("\n", "; ")}`;
  }
}
