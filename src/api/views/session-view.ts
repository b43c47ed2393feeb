import type { Database } from "bun:sqlite";
import { describeExit } from "../../domain/outcome.ts";
import { isSpawned, type Session } from "../../domain/session.ts";
import { type ProjectPaths, sessionLogs } from "../../paths.ts";
import { readSessionDetails, type SessionDetails } from "../../store/session-details.ts";
import { type UsageTotals, usageOfSession, usageOfSessions } from "../../store/usage.ts";
import type { SessionView } from "../contract/session.ts";
import { iso, isoOrNull } from "./times.ts";
import { viewUsage } from "./usage-view.ts";

/** What belongs to all of them is looked up together. */
export function viewSessions(
  db: Database,
  paths: ProjectPaths,
  sessions: readonly Session[],
  now: number,
): SessionView[] {
  const ids = sessions.map(({ id }) => id);
  const details = readSessionDetails(db, ids);
  const used = usageOfSessions(db, ids);
  return sessions.map((session) =>
    viewOne(paths, session, details.get(session.id) ?? NOTHING, used.get(session.id) ?? null, now),
  );
}

export const viewSession = (db: Database, paths: ProjectPaths, session: Session, now: number): SessionView =>
  viewOne(
    paths,
    session,
    readSessionDetails(db, [session.id]).get(session.id) ?? NOTHING,
    usageOfSession(db, session.id),
    now,
  );

const NOTHING: SessionDetails = { run: null, predecessor: null, parent: null, task: null };

function viewOne(
  paths: ProjectPaths,
  session: Session,
  { run, predecessor, parent, task }: SessionDetails,
  used: UsageTotals | null,
  now: number,
): SessionView {
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
    run,
    task: task && { key: task.key, title: task.title, status: task.status },
    holdsTask: session.currentTaskId !== null,
    summary: session.summary,
    activeMs: activeTime(session, now),
    attempt: session.attempt,
    predecessor,
    parent,
    depth: session.depth,
    worktree: session.worktree,
    branch: session.branch,
    pid: session.agent?.pid ?? null,
    exitCode: session.exitCode,
    stopCause: session.stopCause,
    escalationLevel: session.escalationLevel,
    logFolder: sessionLogs(paths, session.key),
    conversation: session.conversationId,
    transcript: session.transcript,
    adopted: session.adoptedAt !== null,
    usage: viewUsage(used),
    startedAt: iso(session.startedAt),
    lastActivityAt: iso(session.lastActivityAt),
    endedAt: isoOrNull(session.endedAt),
  };
}

/** Its time at work so far, ms. */
const activeTime = ({ activeMs, activeSince }: Session, now: number): number =>
  activeMs + (activeSince === null ? 0 : Math.max(0, now - activeSince));

/** What a session is doing, in words; the first thing that is true of it. */
function describeDoing(session: Session, task: SessionDetails["task"]): string {
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
  const command = task?.command?.trim().split("\n")[0];
  return command ? `runs: ${command}` : (task?.title ?? "works");
}
