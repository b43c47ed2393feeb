import type { Database } from "bun:sqlite";
import { describeExit } from "../../domain/outcome.ts";
import { isSpawned, type Session } from "../../domain/session.ts";
import type { Task } from "../../domain/task.ts";
import { type ProjectPaths, sessionLogs } from "../../paths.ts";
import { lastTaskOf } from "../../store/claims.ts";
import { findRun } from "../../store/runs.ts";
import { getSession } from "../../store/sessions.ts";
import { requireTask } from "../../store/tasks.ts";
import type { SessionView } from "../contract.ts";
import { iso, isoOrNull } from "./times.ts";

export function viewSession(db: Database, paths: ProjectPaths, session: Session, now: number): SessionView {
  const taskId = session.currentTaskId ?? lastTaskOf(db, session.id);
  const task = taskId === null ? null : requireTask(db, taskId);
  return {
    id: session.id,
    key: session.key,
    name: session.name,
    source: session.source,
    type: session.type,
    role: session.role,
    runtime: session.runtime,
    state: session.state,
    phase: session.phase,
    attention: session.attention,
    attentionReason: session.attentionReason,
    attentionUntil: isoOrNull(session.attentionUntil),
    outcome: session.outcome,
    reason: session.reason,
    doing: describeDoing(session, task),
    inStateMs: Math.max(0, now - (session.endedAt ?? session.stalledSince ?? session.startedAt)),
    run: session.runId === null ? null : (findRun(db, session.runId)?.key ?? null),
    task: task && { key: task.key, title: task.title, status: task.status },
    holdsTask: session.currentTaskId !== null,
    summary: session.summary,
    activeMs: activeTime(session, now),
    attempt: session.attempt,
    predecessor: session.predecessorId === null ? null : (getSession(db, session.predecessorId)?.key ?? null),
    worktree: session.worktree,
    branch: session.branch,
    pid: session.agent?.pid ?? null,
    exitCode: session.exitCode,
    stopCause: session.stopCause,
    escalationLevel: session.escalationLevel,
    logFolder: sessionLogs(paths, session.key),
    startedAt: iso(session.startedAt),
    lastActivityAt: iso(session.lastActivityAt),
    endedAt: isoOrNull(session.endedAt),
  };
}

/** Its time at work so far, ms. */
export const activeTime = ({ activeMs, activeSince }: Session, now: number): number =>
  activeMs + (activeSince === null ? 0 : Math.max(0, now - activeSince));

/** What a session is doing, in words; the first thing that is true of it. */
function describeDoing(session: Session, task: Task | null): string {
  if (session.endedAt !== null) return session.reason ?? "ended";
  if (session.exitedAt !== null) {
    const how =
      session.exitCode === null ? "without an exit status" : `with ${describeExit(session.exitCode)}`;
    return `ended ${how}; its work is being checked`;
  }
  if (session.stopCause !== null) return "is being stopped";
  if (session.attention !== null)
    return `waits: ${session.attention}${session.attentionReason === null ? "" : ` (${session.attentionReason})`}`;
  if (session.state === "booting") return "is being started";
  if (session.state === "stalled") return "has not moved";
  if (session.currentTaskId === null && !isSpawned(session)) return "holds no task";
  const command = task?.spec.command?.trim().split("\n")[0];
  return command ? `runs: ${command}` : (task?.title ?? "works");
}
