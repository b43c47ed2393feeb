import type { SubagentStopAnswer } from "../api/contract/delegation.ts";
import { outcomeOf } from "../domain/keeping.ts";
import { describeExit } from "../domain/outcome.ts";
import type { ResumePolicy } from "../domain/resume.ts";
import { isOpen, isSpawned, type Session } from "../domain/session.ts";
import { recordPhase } from "../store/phases.ts";
import { hasCompletedTask, isPaused, pauseSession, recordSummary } from "../store/session-keeping.ts";
import { findSession, requireSession } from "../store/sessions.ts";
import type { Transaction } from "../store/store.ts";
import type { StopInput } from "./delegation-input.ts";
import { closeSession, release } from "./end-session.ts";

/**
 * Takes in that a foreign agent stopped: it has failed, or is done, or, in a phase that can be resumed, its session waits
 * for whoever goes on with it.
 *
 * @param isValid whether the session stands its check
 */
export function subagentStop(
  tx: Transaction,
  stop: StopInput,
  policy: ResumePolicy,
  isValid: boolean,
): SubagentStopAnswer {
  const session = findSession(tx.db, stop.agent_id);
  if (!session) return answer(false, `not_found: there is no session ${JSON.stringify(stop.agent_id)}`, null);
  const { key, state, phase, outcome } = session;
  if (isSpawned(session))
    return answer(false, `${key} was started by overstory, which sees itself how it ends`, key);
  if (!isOpen(state)) return answer(true, `${key} has ended already: ${outcome ?? state}`, key);
  if (hasFailed(stop)) return fail(tx, session, stop);
  if (policy.phases.includes(phase)) return keepForLater(tx, session, stop);
  return complete(tx, session, stop, isValid);
}

/** Without an exit status an error is what tells. */
const hasFailed = ({ exit_code, error }: StopInput): boolean =>
  typeof exit_code === "number" ? exit_code !== 0 : Boolean(error);

function fail(
  tx: Transaction,
  session: Session,
  { exit_code, error, summary }: StopInput,
): SubagentStopAnswer {
  const why = error || `exited with ${describeExit(exit_code ?? 1)}`;
  const reason = `its agent failed: ${why}`;
  release(tx, session, reason);
  closeSession(tx, requireSession(tx.db, session.id), {
    outcome: "failed",
    summary: summary ?? null,
    reason,
    error: why,
  });
  return answer(true, `${session.key} has failed: ${why}`, session.key);
}

function keepForLater(tx: Transaction, session: Session, { summary, error }: StopInput): SubagentStopAnswer {
  const { id, key, phase } = session;
  if (summary) recordSummary(tx, id, summary);
  if (error) recordPhase(tx, session, { to: phase, error, metadata: {} });
  if (!isPaused(session)) pauseSession(tx, requireSession(tx.db, id), "its agent stopped");
  return answer(true, `${key} is paused in phase ${phase}, and can be resumed`, key);
}

function complete(
  tx: Transaction,
  session: Session,
  { summary }: StopInput,
  isValid: boolean,
): SubagentStopAnswer {
  release(tx, session, `${session.key} stopped and did not say what becomes of it`);
  const current = requireSession(tx.db, session.id);
  const outcome = outcomeOf(current, isValid && hasCompletedTask(tx.db, current.id));
  closeSession(tx, current, { outcome, summary: summary ?? null, reason: "its agent stopped" });
  return answer(true, `${session.key} has ended: ${outcome}`, session.key);
}

const answer = (ok: boolean, reason: string, agent_id: string | null): SubagentStopAnswer => ({
  ok,
  reason,
  agent_id,
});
