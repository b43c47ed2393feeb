import { oneLine } from "./agent/one-line.ts";
import { within } from "./agent/plain-text.ts";
import type { MailPriority, MailType } from "./mail.ts";
import type { MergeState } from "./merge.ts";
import type { Outcome } from "./session.ts";
import type { StopCode, TaskStatus } from "./task.ts";

/** What overstory itself writes to agents about what became of others. */
export interface News {
  type: MailType;
  priority: MailPriority;
  subject: string;
  body: string;
}

/** What has become of the task meanwhile. */
export interface TaskFate {
  /** `RUN-001/api` */
  label: string;
  title: string;
  status: TaskStatus;
  reason: string | null;
}

export interface EndedSession {
  key: string;
  name: string;
  /** It was lost, and did not end by itself. */
  isLost: boolean;
  outcome: Outcome | null;
  reason: string | null;
  commits: number | null;
  branch: string | null;
  summary: string | null;
  /** Refs that keep what it had not committed. */
  saved: readonly string[];
  task: TaskFate | null;
}

const SUBJECT_LENGTH = 200;

/** What its parent is told of the end of a session. With a merge to come it wakes nobody: the merge does. */
export function newsOfEnd(session: EndedSession): News {
  const { name, isLost, outcome, reason, task } = session;
  const isDone = !isLost && (outcome === "success" || outcome === "unverified");
  const why = reason ?? (isLost ? "its process is gone" : (outcome ?? "it has ended"));
  return {
    type: isDone ? "worker_done" : "worker_died",
    priority: isDone && task?.status === "review" ? "low" : "normal",
    subject: oneLine(isDone ? `${name} is done: ${why}` : `${name} has died: ${why}`, SUBJECT_LENGTH),
    body: [...facts(session), ...fate(task)].join("\n"),
  };
}

function facts({ key, name, outcome, commits, branch, summary, saved }: EndedSession): string[] {
  const work = commits === null ? [] : [`commits: ${commits}${branch === null ? "" : ` on ${branch}`}`];
  return [
    `session: ${key} (${name}), ${outcome ?? "lost"}`,
    ...work,
    ...(saved.length > 0
      ? [`not committed, and saved: ${saved.join(", ")} (overstory rescue show REF)`]
      : []),
    ...(summary === null ? [] : [`summary: ${within(summary)}`]),
  ];
}

function fate(task: TaskFate | null): string[] {
  if (task === null) return [];
  return [`task: ${task.label} (${within(task.title)})`, whatFollows(task)];
}

function whatFollows({ status, reason }: TaskFate): string {
  switch (status) {
    case "todo":
    case "underway":
      return "It is tried again.";
    case "review":
      return "Its gates and its merge come next.";
    case "complete":
      return "It is complete.";
    case "paused":
      return "It is paused.";
    case "blocked":
    case "aborted":
      return `It is not tried again: ${within(reason ?? status)}`;
  }
}

export interface SettledMerge {
  key: string;
  state: Exclude<MergeState, "queued">;
  branch: string;
  target: string;
  commit: string | null;
  files: readonly string[];
  /** Names both sides of a conflict. */
  reason: string | null;
  task: TaskFate;
}

export function newsOfMerge({ key, state, branch, target, commit, files, reason, task }: SettledMerge): News {
  if (state === "merged")
    return {
      type: "merged",
      priority: "normal",
      subject: oneLine(`${task.label} is merged`, SUBJECT_LENGTH),
      body: [`${key}: ${branch} is in ${target} (${commit?.slice(0, 12) ?? "?"})`, ...fate(task)].join("\n"),
    };
  return {
    type: "merge_failed",
    priority: "high",
    subject: oneLine(`${task.label} is not merged: ${reason ?? state}`, SUBJECT_LENGTH),
    body: [
      `${key}: ${branch} into ${target}: ${state}${reason === null ? "" : `: ${within(reason)}`}`,
      ...(files.length > 0 ? [`files: ${files.join(", ")}`] : []),
      ...fate(task),
    ].join("\n"),
  };
}

/** The codes of stops of which nothing else tells: no session ended with them, and no merge. */
const SILENT_STOPS: readonly StopCode[] = ["gate_failed", "dependency", "spawn_failed", "operator"];

export const isSilentStop = (code: StopCode | null): boolean => code !== null && SILENT_STOPS.includes(code);

export const newsOfStop = (task: TaskFate): News => ({
  type: "error",
  priority: "high",
  subject: oneLine(`${task.label} is ${task.status}: ${task.reason ?? "stopped"}`, SUBJECT_LENGTH),
  body: fate(task).join("\n"),
});

/** @param reason what the watchdog saw */
export const newsOfStandstill = (session: { key: string; name: string }, reason: string): News => ({
  type: "escalation",
  priority: "high",
  subject: oneLine(`${session.name} stands still: ${reason}`, SUBJECT_LENGTH),
  body: [
    `${session.key} (${session.name}) does not move: ${within(reason)}`,
    `What it rests on: overstory why ${session.key}. To tell it something: overstory mail send ${session.key} "…" --priority urgent`,
  ].join("\n"),
});

export const newsOfDecision = (
  session: { key: string; name: string },
  decision: "approved" | "rejected",
  { question, note }: { question: string; note: string | null },
): News => ({
  type: "approval",
  priority: "low",
  subject: oneLine(`${session.name} was ${decision}: ${question}`, SUBJECT_LENGTH),
  body: `A person has ${decision} what ${session.key} asked for: ${within(question)}${note === null ? "" : `\n${note}`}`,
});
