import type { Database } from "bun:sqlite";
import { roleOf } from "../../config/role-of.ts";
import type { Settings } from "../../config.ts";
import type { EventKind, OverstoryEvent } from "../../domain/event.ts";
import {
  isSilentStop,
  type News,
  newsOfDecision,
  newsOfEnd,
  newsOfMerge,
  newsOfStandstill,
  newsOfStop,
  type TaskFate,
} from "../../domain/mail-news.ts";
import type { Session } from "../../domain/session.ts";
import type { Task } from "../../domain/task.ts";
import { latestApproval } from "../../store/approvals.ts";
import { lastTaskOf } from "../../store/claims.ts";
import { listEvents } from "../../store/events.ts";
import { findBoss, findCoordinatorFor, findReader } from "../../store/mail-people.ts";
import { listMerges } from "../../store/merges.ts";
import { getRun } from "../../store/runs.ts";
import { getSession } from "../../store/sessions.ts";
import { requireTask } from "../../store/tasks.ts";

/** The events that agents are told of. */
export const NEWSWORTHY: readonly EventKind[] = [
  "session.booting",
  "session.completed",
  "session.zombie",
  "session.escalated",
  "session.approved",
  "session.rejected",
  "merge.merged",
  "merge.conflict",
  "merge.red",
  "merge.failed",
  "merge.cancelled",
  "task.blocked",
  "task.aborted",
];

interface Told {
  to: Session;
  news: News;
  /** See `NewMail.dedupeKey`. */
  once: string | null;
}

/** Who is to hear what of an event, as things stand now; null when nobody is. */
export function readNews(
  db: Database,
  settings: Pick<Settings, "roles">,
  event: OverstoryEvent,
): Told | null {
  const run = event.runId === null ? null : getRun(db, event.runId);
  if (run?.status !== "active" || run.cancelRequestedAt !== null) return null;
  if (event.kind === "task.blocked" || event.kind === "task.aborted") return readStop(db, event);
  const session = event.sessionId === null ? null : getSession(db, event.sessionId);
  const boss = session && findBoss(db, session);
  if (!session || !boss) return null;
  const news = readOf(db, settings, event, session);
  const isEnd = event.kind === "session.completed" || event.kind === "session.zombie";
  return news && { to: boss, news, once: isEnd ? `end ${session.id}` : null };
}

function readOf(
  db: Database,
  settings: Pick<Settings, "roles">,
  event: OverstoryEvent,
  session: Session,
): News | null {
  switch (event.kind) {
    case "session.completed":
    case "session.zombie":
      return newsOfEnd({
        ...session,
        isLost: event.kind === "session.zombie",
        saved: listSaved(db, session.id),
        task: fateOf(db, event.taskId ?? lastTaskOf(db, session.id)),
      });
    case "session.escalated":
      return event.data.step === "escalate" && roleOf(settings, session.role).escalateTo === "parent"
        ? newsOfStandstill(session, textOf(event, "reason") ?? "nothing of it moves")
        : null;
    case "session.approved":
    case "session.rejected": {
      const approval = latestApproval(db, session.id);
      const decision = event.kind === "session.approved" ? "approved" : "rejected";
      return approval && newsOfDecision(session, decision, approval);
    }
    default:
      return readMerge(db, event);
  }
}

/** As it was settled by that event, whatever became of it since. */
function readMerge(db: Database, event: OverstoryEvent): News | null {
  const state = MERGED_AS[event.kind];
  const task = fateOf(db, event.taskId);
  if (state === undefined || task === null) return null;
  const { files } = event.data;
  return newsOfMerge({
    state,
    task,
    key: textOf(event, "key") ?? "",
    branch: textOf(event, "branch") ?? "",
    target: textOf(event, "target") ?? "",
    commit: textOf(event, "commit"),
    files: Array.isArray(files) ? files.filter((file) => typeof file === "string") : [],
    reason: textOf(event, "reason"),
  });
}

const MERGED_AS: Partial<Record<EventKind, "merged" | "conflict" | "red" | "failed" | "cancelled">> = {
  "merge.merged": "merged",
  "merge.conflict": "conflict",
  "merge.red": "red",
  "merge.failed": "failed",
  "merge.cancelled": "cancelled",
};

/** A task that was stopped, for whoever asked for it. */
function readStop(db: Database, event: OverstoryEvent): Told | null {
  const task = event.taskId === null ? null : requireTask(db, event.taskId);
  const fate = task && fateOf(db, task.id);
  if (!task || !fate || !isSilentStop(task.stopCode) || isToldAsMerge(db, task, event.at)) return null;
  const maker = task.madeBy === null ? null : getSession(db, task.madeBy);
  const to = (maker && findReader(db, maker)) ?? findCoordinatorFor(db, task.runId, null);
  return to && !task.spec.isCoordination ? { to, news: newsOfStop(fate), once: null } : null;
}

const isToldAsMerge = (db: Database, { id, runId }: Task, at: number): boolean =>
  runId !== null && listMerges(db, runId).some((merge) => merge.taskId === id && merge.settledAt === at);

function fateOf(db: Database, taskId: string | null): TaskFate | null {
  if (taskId === null) return null;
  const { key, title, status, stopReason, runId } = requireTask(db, taskId);
  const run = runId === null ? null : getRun(db, runId);
  return { label: run ? `${run.key}/${key}` : key, title, status, reason: stopReason };
}

const listSaved = (db: Database, sessionId: string): string[] =>
  listEvents(db, { after: 0, limit: 100, sessionId, kinds: ["session.wip_saved"] }).flatMap(
    (event) => textOf(event, "ref") ?? [],
  );

const textOf = ({ data }: OverstoryEvent, field: string): string | null => {
  const value = data[field];
  return typeof value === "string" ? value : null;
};
