import type { Database } from "bun:sqlite";
import type { Activity, ContextChange } from "../domain/activity.ts";
import type { Approval } from "../domain/approval.ts";
import { type ContextFrame, stackAtEnd } from "../domain/context.ts";
import { decideResume, type ResumeDecision, type ResumePolicy } from "../domain/resume.ts";
import type { Session } from "../domain/session.ts";
import type { Task } from "../domain/task.ts";
import { listActivities } from "./activities.ts";
import { findOpenApproval, newestApproval } from "./approvals.ts";
import { lastTaskOf } from "./claims.ts";
import { listFrames } from "./context.ts";
import { getDelegation } from "./delegations.ts";
import { decode } from "./json-columns.ts";
import { listPhaseSteps, type PhaseStep, readErrors } from "./phases.ts";
import { lineOf } from "./session-query.ts";
import { requireTask } from "./tasks.ts";

/** How many notes, updates and artifacts whoever goes on is given: the newest of the whole line. */
const FINDINGS = 200;

/** Whether work can be taken up where a session left it. Times are ms UTC. */
export interface ResumeAnswer extends ResumeDecision {
  /** null for one that does not exist. */
  session: Session | null;
  errorCount: number;
  lastError: string | null;
  /** null for one that does not exist. */
  context: ResumeMaterial | null;
}

/** All that whoever goes on needs. */
export interface ResumeMaterial {
  /** The task it holds, or held last. */
  task: Task | null;
  /** The stack, also of a session that has ended. */
  frames: ContextFrame[];
  /** Of the session and those whose work it goes on with, oldest first. */
  history: PhaseStep[];
  metadata: Record<string, unknown>;
  /** The newest that was asked for. */
  approval: Approval | null;
  /** Notes, updates and artifacts of the whole line, oldest first. */
  findings: Activity[];
  /** Given by whoever delegated the work; null for others. */
  originalContext: unknown;
  /** The agent CLI's own id of the conversation, when the session keeps it in its metadata. */
  conversationId: string | null;
}

/** @param session null for one that does not exist */
export function checkResume(
  db: Database,
  session: Session | null,
  policy: ResumePolicy,
  now: number,
): ResumeAnswer {
  if (session === null)
    return { session, ...decideResume(null, policy, now), errorCount: 0, lastError: null, context: null };
  const errors = readErrors(db, session.id);
  const facts = {
    ...session,
    errorCount: errors.count,
    openQuestion: findOpenApproval(db, session.id)?.question ?? null,
  };
  return {
    session,
    ...decideResume(facts, policy, now),
    errorCount: errors.count,
    lastError: errors.last,
    context: readMaterial(db, session),
  };
}

function readMaterial(db: Database, session: Session): ResumeMaterial {
  const { id, metadata } = session;
  const line = session.predecessorId === null ? [id] : lineOf(db, id);
  const taskId = session.currentTaskId ?? lastTaskOf(db, id);
  return {
    task: taskId === null ? null : requireTask(db, taskId),
    frames: readStack(db, session),
    history: listPhaseSteps(db, line),
    metadata,
    approval: newestApproval(db, line),
    findings: listActivities(db, {
      sessionIds: line,
      kinds: ["note", "update", "artifact"],
      limit: FINDINGS,
    }),
    originalContext: getDelegation(db, id)?.context ?? null,
    conversationId: conversationOf(session),
  };
}

/** Sessions that know it keep it in their metadata, where it goes from each to the next. */
const conversationOf = ({ metadata: { conversationId } }: Session): string | null =>
  typeof conversationId === "string" ? conversationId : null;

/** Whether the session's agent came to life: one that did not says nothing of what it was to go on with. */
export const hasLived = (db: Database, sessionId: string): boolean =>
  db
    .query("SELECT 1 FROM events WHERE session_id = ? AND kind = 'session.working' LIMIT 1")
    .get(sessionId) !== null;

/** What the session works on, or, when it has ended, worked on at its end. */
export function readStack(db: Database, { id, endedAt }: Session): ContextFrame[] {
  if (endedAt === null) return listFrames(db, id);
  const changes = db
    .query("SELECT at, data FROM activities WHERE session_id = ? AND kind = 'context' ORDER BY id")
    .all(id)
    .map((row) => decode<{ at: number; data: ContextChange }>(row, ["data"]));
  return stackAtEnd(
    changes.map(({ at, data }) => ({ ...data, at })),
    endedAt,
  );
}
