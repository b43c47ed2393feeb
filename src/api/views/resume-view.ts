import type { Database } from "bun:sqlite";
import type { Session } from "../../domain/session.ts";
import type { ProjectPaths } from "../../paths.ts";
import type { ResumeAnswer, ResumeMaterial } from "../../store/resume-facts.ts";
import type { ResumeContext, ResumeView } from "../contract/resume.ts";
import { viewActivities } from "./activity-view.ts";
import { viewApproval } from "./approval-view.ts";
import { viewFrames } from "./context-view.ts";
import { viewSession } from "./session-view.ts";
import { viewWorkTask } from "./task-view.ts";
import { iso } from "./times.ts";

/** @param key as it was asked for: there may be no such session */
export function viewResume(
  db: Database,
  paths: ProjectPaths,
  key: string,
  check: ResumeAnswer,
  now: number,
): ResumeView {
  const { session, context } = check;
  return {
    session: session?.key ?? key,
    resumable: check.resumable,
    reason: check.reason,
    message: check.message,
    phase: session?.phase ?? null,
    ageMs: check.ageMs,
    errorCount: check.errorCount,
    lastError: check.lastError,
    context: session && context && viewResumeContext(db, paths, session, context, now),
  };
}

function viewResumeContext(
  db: Database,
  paths: ProjectPaths,
  session: Session,
  material: ResumeMaterial,
  now: number,
): ResumeContext {
  const { task, frames, history, metadata, approval, findings, originalContext, conversationId } = material;
  return {
    session: viewSession(db, paths, session, now),
    task: task && viewWorkTask(db, task),
    frames: viewFrames(db, paths, frames, session.endedAt ?? now),
    history: history.map(({ at, ...change }) => ({ ...change, at: iso(at) })),
    metadata,
    approval: approval && viewApproval(db, approval),
    findings: viewActivities(db, findings),
    originalContext,
    conversationId,
  };
}
