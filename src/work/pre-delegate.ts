import type { Database } from "bun:sqlite";
import type { DelegationAnswer } from "../api/contract/delegation.ts";
import { findFreeName } from "../domain/keeping.ts";
import { NAME_LIMIT } from "../domain/names.ts";
import type { ResumePolicy } from "../domain/resume.ts";
import type { Session } from "../domain/session.ts";
import { findDelegation, getDelegation, insertDelegation } from "../store/delegations.ts";
import { checkResume, type ResumeAnswer } from "../store/resume-facts.ts";
import { continueSession, isPaused, recordResume } from "../store/session-keeping.ts";
import { lastOfLine } from "../store/session-query.ts";
import { findOpenByName, findSession, getSession, requireSession } from "../store/sessions.ts";
import type { Transaction } from "../store/store.ts";
import type { DelegateInput } from "./delegation-input.ts";
import { startSession } from "./sessions.ts";

/**
 * Goes on with the session that the agent had for that task, or begins one. Nothing is begun beside a session that waits
 * for an approval: the answer names that one.
 */
export function preDelegate(
  tx: Transaction,
  wish: DelegateInput,
  { role, resume }: { role: string; resume: ResumePolicy },
): DelegationAnswer {
  const known = findKnown(tx.db, wish);
  const answer = checkResume(tx.db, known, resume, tx.at);
  if (known && answer.resumable) return resumeWith(takeUp(tx, known), known, answer);
  const session = known && answer.reason === "awaiting_approval" ? known : beginAnew(tx, wish, role);
  return {
    should_resume: false,
    reason: answer.reason,
    agent_id: session.key,
    resume_metadata: null,
    original_context: null,
  };
}

/** The newest session of the line that is meant; only such that were begun here. */
function findKnown(db: Database, { agent_id, agent_name, task_id }: DelegateInput): Session | null {
  const named = agent_id ? findSession(db, agent_id) : null;
  const delegation = (named && getDelegation(db, named.id)) ?? findDelegation(db, agent_name, task_id);
  return delegation && getSession(db, lastOfLine(db, delegation.sessionId));
}

/** The same session while it is open, else a new one that goes on with its work. */
function takeUp(tx: Transaction, known: Session): Session {
  if (known.endedAt !== null) return succeed(tx, known);
  if (isPaused(known)) continueSession(tx, known);
  else recordResume(tx, known, "taken up again", 0);
  return requireSession(tx.db, known.id);
}

function succeed(tx: Transaction, known: Session): Session {
  const { id, role, type, worktree, metadata, phase, name } = known;
  const session = startSession(
    tx,
    {
      source: "api",
      role,
      type,
      metadata,
      phase,
      predecessorId: id,
      ...(worktree === null ? {} : { worktree }),
    },
    freeName(tx, name),
  );
  const delegation = getDelegation(tx.db, id);
  if (delegation) insertDelegation(tx, { ...delegation, sessionId: session.id });
  return session;
}

function beginAnew(tx: Transaction, wish: DelegateInput, role: string): Session {
  const { agent_name, task_id, task_description, metadata } = wish;
  const session = startSession(
    tx,
    { source: "api", role, metadata: metadata ?? {} },
    freeName(tx, agent_name),
  );
  insertDelegation(tx, {
    sessionId: session.id,
    agentName: agent_name,
    taskRef: task_id,
    context: { task_id, task_description: task_description ?? null, metadata: metadata ?? {} },
  });
  return session;
}

/** What others call their agents need not be a name here. */
function freeName({ db }: Transaction, wish: string): string {
  const name = wish
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .replace(/^[-_]+|-+$/g, "")
    .slice(0, NAME_LIMIT - 6);
  return findFreeName({ name: name || "agent" }, (one) => findOpenByName(db, one) !== null);
}

function resumeWith(session: Session, known: Session, answer: ResumeAnswer): DelegationAnswer {
  const { reason, errorCount, lastError, context } = answer;
  const isNew = session.id !== known.id;
  return {
    should_resume: true,
    reason: isNew ? `${reason}: ${session.key} goes on with the work of ${known.key}` : reason,
    agent_id: session.key,
    resume_metadata: {
      previous_phase: known.phase,
      created_at: iso(known.startedAt),
      history: (context?.history ?? []).map(({ from, to, at }) => ({
        from_phase: from,
        to_phase: to,
        timestamp: iso(at),
      })),
      session_metadata: known.metadata,
      error_count: errorCount,
      last_error: lastError,
      context: describeContext(answer),
    },
    original_context: context?.originalContext ?? null,
  };
}

/** What was found and what was answered so far. */
const describeContext = ({ context }: ResumeAnswer) =>
  context && {
    task: context.task && { key: context.task.key, title: context.task.title, status: context.task.status },
    approval: context.approval && {
      question: context.approval.question,
      decision: context.approval.decision,
      note: context.approval.note,
    },
    findings: context.findings.map(({ kind, text, data, at }) => ({ kind, text, data, at: iso(at) })),
    conversation_id: context.conversationId,
  };

const iso = (ms: number): string => new Date(ms).toISOString();
