import type { Session } from "../../domain/session.ts";
import { TAKES_NUDGES } from "../../domain/watchdog/evidence.ts";
import type { WatchPolicy } from "../../domain/watchdog/policy.ts";
import type { Report } from "../../domain/watchdog/report.ts";
import { takeReport } from "../../domain/watchdog/take-report.ts";
import type { Verdict } from "../../domain/watchdog/verdict.ts";
import { describeError } from "../../errors.ts";
import type { Logger } from "../../log.ts";
import { getSession } from "../../store/sessions.ts";
import type { Store } from "../../store/store.ts";
import type { Watch } from "../../store/watches.ts";
import type { Actions } from "./ports.ts";
import { type Due, isWatchable } from "./record.ts";

interface StepParts {
  store: Store;
  observed: { now(): number };
  actions: Actions;
  log: Logger;
}

/** What is found of a session at the moment of a step: it may have moved since that was decided. */
export interface Judge {
  verdictOn(session: Session, watch: Watch, policy: WatchPolicy): Verdict;
  /** Looks at it once more. */
  isStillStalled(session: Session): Promise<boolean>;
}

/** Takes the steps about sessions that stand still, which are on record by then. One that fails is logged. */
export class Steps {
  readonly #parts: StepParts;
  readonly #judge: Judge;

  constructor(parts: StepParts, judge: Judge) {
    this.#parts = parts;
    this.#judge = judge;
  }

  async take(due: Due): Promise<void> {
    try {
      if (due.step === "nudge") await this.#nudge(due);
      if (due.step === "escalate") await this.#triage(due);
      if (due.step === "terminate") await this.#terminate(due, "stalled");
    } catch (error) {
      this.#parts.log.warn(`${due.session.key}: ${due.step} failed: ${describeError(error)}`);
    }
  }

  /** Never into a screen that asks something, or that could not be read. */
  async #nudge({ session, watch, policy }: Due): Promise<void> {
    const { actions, store } = this.#parts;
    const { screen } = watch.evidence;
    if (policy.nudge === null || this.#judge.verdictOn(session, watch, policy).verdict !== "stalled") return;
    const refusal =
      typeof screen === "string" && TAKES_NUDGES.includes(screen)
        ? await actions.nudge(session, policy.nudge)
        : "its screen takes no instructions";
    const { key, id, runId, currentTaskId: taskId } = session;
    if (refusal === null) return;
    await store.write((tx) =>
      tx.event("session.nudge_refused", { runId, sessionId: id, taskId }, { key, why: refusal }),
    );
  }

  async #triage(due: Due): Promise<void> {
    const { actions, observed } = this.#parts;
    const { session, watch, verdict, policy } = due;
    const answer = await actions.triage(session, { session, verdict, evidence: watch.evidence, policy });
    if (answer === "extend") {
      const progress: Report = { kind: "progress", note: "the triage command gives it more time" };
      watch.evidence = takeReport(watch.evidence, progress, observed.now(), policy.toolMs);
    }
    if (answer === "retry") await this.#terminate(due, "stalled");
    if (answer === "terminate") await this.#terminate(due, "triage");
  }

  async #terminate({ session }: Due, cause: "stalled" | "triage"): Promise<void> {
    const isStalled = await this.#judge.isStillStalled(session);
    const current = getSession(this.#parts.store.db, session.id);
    if (!isStalled || !current || !isWatchable(current)) return;
    await this.#parts.actions.terminate(current, cause);
  }
}
