import type { PhaseRequest } from "../api/contract/phase.ts";
import type { WorkServices } from "../api/work-services.ts";
import type { Approval } from "../domain/approval.ts";
import type { Caller } from "../domain/caller.ts";
import { DEFAULT_QUESTION, isPhase, refusePhase } from "../domain/phase.ts";
import { isOpen, SESSION_PHASES, type Session, type SessionPhase } from "../domain/session.ts";
import { OverstoryError, usageError } from "../errors.ts";
import { recordActivity } from "../store/activities.ts";
import {
  askApproval,
  findOpenApproval,
  latestApproval,
  ownApproval,
  settleApproval,
} from "../store/approvals.ts";
import { findHolder, lastTaskOf } from "../store/claims.ts";
import { addNotice, passNotice } from "../store/notices.ts";
import { recordPhase } from "../store/phases.ts";
import { setAttention } from "../store/session-changes.ts";
import { isPaused } from "../store/session-keeping.ts";
import { lastOfLine } from "../store/session-query.ts";
import { requireSession } from "../store/sessions.ts";
import type { Store, Transaction } from "../store/store.ts";
import { moveTask, requireTask } from "../store/tasks.ts";
import { didYouMean } from "../suggest.ts";
import { obey } from "./obey.ts";
import { requireOperator, requireSelf } from "./require-self.ts";

type PhaseService = WorkServices["phases"];

/** What agents declare, and the one gate among it that only a person opens. */
export class Phases implements PhaseService {
  readonly #store: Store;
  readonly #heard: () => void;

  /** @param heard some session has heard its notices */
  constructor(store: Store, heard: () => void) {
    this.#store = store;
    this.#heard = heard;
  }

  async change(caller: Caller, session: Session, request: PhaseRequest): Promise<Session> {
    requireSelf(caller, session);
    const to = requirePhase(request.phase);
    return this.#store.write((tx) => changePhase(tx, requireSession(tx.db, session.id), to, request));
  }

  async decide(
    caller: Caller,
    session: Session,
    decision: "approved" | "rejected",
    by: string,
    note: string | null,
  ): Promise<Approval> {
    requireOperator(caller, decision === "approved" ? "approve anything" : "reject anything");
    return this.#store.write((tx) => decide(tx, requireSession(tx.db, session.id), decision, by, note));
  }

  async waitForDecision(
    session: Session,
    listener: Session | null,
    signal: AbortSignal,
  ): Promise<Approval | null> {
    const approval = await this.#decided(session.id, signal);
    const at = approval?.decidedAt ?? null;
    if (at !== null && listener?.id === session.id) {
      await this.#store.write((tx) => passNotice(tx, session.id, at));
      this.#heard();
    }
    return approval;
  }

  #decided(sessionId: string, signal: AbortSignal): Promise<Approval | null> {
    const read = () => latestApproval(this.#store.db, sessionId);
    return new Promise((resolve) => {
      const finish = () => {
        unsubscribe();
        signal.removeEventListener("abort", finish);
        resolve(read());
      };
      const look = () => {
        if (signal.aborted || read()?.decision !== null) finish();
      };
      const unsubscribe = this.#store.onEvents(look);
      signal.addEventListener("abort", finish);
      look();
    });
  }
}

function requirePhase(text: string): SessionPhase {
  if (isPhase(text)) return text;
  throw usageError(
    `phase: ${JSON.stringify(text)} is none${didYouMean(text, SESSION_PHASES)}`,
    `phases are ${SESSION_PHASES.join(", ")}`,
  );
}

/** Throws `conflict` when the session may not go there. */
function changePhase(
  tx: Transaction,
  session: Session,
  to: SessionPhase,
  { error, metadata, question }: Omit<PhaseRequest, "phase">,
): Session {
  // Only who stands at the gate is asked what became of it.
  const approval = session.phase === "approval" ? latestApproval(tx.db, session.id) : null;
  obey(refusePhase(session, to, approval));
  const asked = to === "approval" ? askedOf(tx, session, question) : null;
  const said = asked === null ? {} : { text: `asks for approval: ${asked}` };
  recordPhase(tx, session, { to, error: error ?? null, metadata: metadata ?? {}, ...said });
  const next = requireSession(tx.db, session.id);
  if (asked !== null) askApproval(tx, next, asked);
  if (isPaused(next) || (asked === null && next.attention !== "approval")) return next;
  setAttention(tx, next, asked === null ? null : { attention: "approval", reason: asked, until: null });
  return requireSession(tx.db, session.id);
}

/** An open question stands when it is asked again without words. */
const askedOf = (tx: Transaction, { id }: Session, question: string | undefined): string =>
  question?.trim() || (findOpenApproval(tx.db, id)?.question ?? DEFAULT_QUESTION);

/** Records the answer, tells the agent, and lets the work go on that waited for it. */
function decide(
  tx: Transaction,
  session: Session,
  decision: "approved" | "rejected",
  by: string,
  note: string | null,
): Approval {
  const asked = findOpenApproval(tx.db, session.id);
  if (!asked || !settleApproval(tx, asked.id, decision, by, note)) throw nothingToDecide(tx, session);
  const { id, key, name, runId, currentTaskId: taskId } = session;
  const words = `${asked.question} was ${decision} by ${by}${note === null ? "" : `: ${note}`}`;
  recordActivity(tx, session, "approval", words, { approval: asked.id, decision, by, note });
  tx.event(`session.${decision}`, { runId, sessionId: id, taskId }, { key, name, by, note });
  if (session.attention === "approval") setAttention(tx, session, null);
  for (const one of new Set([id, lastOfLine(tx.db, id)])) addNotice(tx, one, words);
  letGoOn(tx, session, words);
  return { ...asked, decision, decidedAt: tx.at, decidedBy: by, note };
}

/** The task of a session that has ended with its question open is there to be taken again. */
function letGoOn(tx: Transaction, { id, state, phase }: Session, reason: string): void {
  const taskId = isOpen(state) || phase !== "approval" ? null : lastTaskOf(tx.db, id);
  if (taskId === null || findHolder(tx.db, taskId) !== null) return;
  if (requireTask(tx.db, taskId).status === "paused") moveTask(tx, taskId, { status: "todo", reason });
}

function nothingToDecide(tx: Transaction, { id, key }: Session): OverstoryError {
  const last = ownApproval(tx.db, id);
  if (last === null) return new OverstoryError("conflict", `${key} waits for no approval`);
  return new OverstoryError(
    "conflict",
    `${key} waits for no approval: ${last.question} was ${last.decision} by ${last.decidedBy}`,
  );
}
