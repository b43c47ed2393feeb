import type { Instructions } from "../api/contract/call.ts";
import type { CompletionPolicy } from "../domain/completion/policy.ts";
import { BUILT_IN } from "../domain/instructions/built-in.ts";
import { renderMarkdown, renderPlain, renderSteps } from "../domain/instructions/render.ts";
import { isSituation } from "../domain/instructions/situations.ts";
import type { Template, Templates } from "../domain/instructions/template.ts";
import type { Session } from "../domain/session.ts";
import type { Task } from "../domain/task.ts";
import { hasNotices } from "../store/instruction-facts.ts";
import { takeNotices } from "../store/notices.ts";
import type { Store } from "../store/store.ts";
import { gatherFacts } from "./instruction-facts.ts";

/** What a session should do next. */
export class InstructionWriter {
  readonly #store: Store;
  readonly #templates: Templates;
  readonly #policy: CompletionPolicy;
  readonly #heard: () => void;

  /**
   * @param templates of the project; what they leave out is built in
   * @param heard some session has heard its notices
   */
  constructor(store: Store, templates: Templates, policy: CompletionPolicy, heard: () => void) {
    this.#store = store;
    this.#templates = templates;
    this.#policy = policy;
    this.#heard = heard;
  }

  /**
   * After that situation, as things stand now: while it is in the phase `approval` a session that only looks is told of
   * that. Takes the session's notices: the next call does not tell them again.
   */
  async after(situation: string, session: Session | null, task: Task | null): Promise<Instructions> {
    const isAsking = situation === "default" && session?.phase === "approval";
    const notices = session === null ? [] : await this.#takeNotices(session.id);
    const template = this.#templateOf(isAsking ? "phase.approval" : situation);
    const facts = gatherFacts(this.#store.db, template, session?.id ?? null, task?.id ?? null, this.#policy);
    const steps = renderSteps(template, facts);
    return {
      situation,
      steps,
      markdown: renderMarkdown(steps, notices),
      plain: renderPlain(steps, notices),
      notices,
    };
  }

  /** Read first: hardly any call finds one, and a write is waited for. */
  async #takeNotices(sessionId: string): Promise<string[]> {
    if (!hasNotices(this.#store.db, sessionId)) return [];
    const notices = await this.#store.write((tx) => takeNotices(tx, sessionId));
    this.#heard();
    return notices;
  }

  /** The project's own, else the built-in one; `default` in the same way. */
  #templateOf(situation: string): Template {
    const name = isSituation(situation) ? situation : "default";
    const own = this.#templates[name];
    if (own !== undefined) return own ?? [];
    const builtIn = name === "default" ? undefined : BUILT_IN[name];
    return (
      builtIn ?? (this.#templates.default === undefined ? BUILT_IN.default : (this.#templates.default ?? []))
    );
  }
}
