import type { Database } from "bun:sqlite";
import { resumePolicy } from "../config/resume.ts";
import type { Settings } from "../config.ts";
import { HOUSE_ADDRESS, OPERATOR_ADDRESS } from "../domain/mail.ts";
import { type Inheritance, inherit } from "../domain/phase.ts";
import type { Session } from "../domain/session.ts";
import { findOpenApproval, passQuestion } from "../store/approvals.ts";
import { findHolder } from "../store/claims.ts";
import { pushFrame } from "../store/context.ts";
import { insertMail } from "../store/mail.ts";
import { lastDeclaredPhase, noteInheritance } from "../store/phases.ts";
import { readStack } from "../store/resume-facts.ts";
import { setAttention } from "../store/session-changes.ts";
import { findCoordinator, reparent } from "../store/spawned-tasks.ts";
import type { Transaction } from "../store/store.ts";
import { moveTask, requireTask } from "../store/tasks.ts";

/** What a session begins with that goes on with that one's work. */
export const readInheritance = (
  db: Database,
  { resume }: Pick<Settings, "resume">,
  predecessor: Session | null,
): Inheritance =>
  inherit(predecessor, predecessor && lastDeclaredPhase(db, predecessor.id), resumePolicy(resume).phases);

/**
 * Puts it where its predecessor stood: the phase is in its history too, the subtasks are on its stack again, and what that
 * one asked without hearing an answer is still asked.
 */
export function takeOver(tx: Transaction, session: Session, predecessor: Session): void {
  if (session.phase !== "initializing") noteInheritance(tx, session, predecessor);
  const asked = session.phase === "approval" ? findOpenApproval(tx.db, predecessor.id) : null;
  if (asked) {
    passQuestion(tx, asked, session);
    setAttention(tx, session, { attention: "approval", reason: asked.question, until: null });
  }
  passChildren(tx, predecessor, session);
  const stack = readStack(tx.db, predecessor);
  const root = stack.find(({ kind }) => kind === "task");
  if (root?.taskId !== session.currentTaskId) return;
  for (const { taskId } of stack.filter(({ kind }) => kind === "subtask")) {
    if (taskId === null || !waits(tx.db, taskId)) return;
    pushFrame(tx, session, { kind: "subtask", sprintId: null, taskId });
    moveTask(tx, taskId, { status: "underway" });
  }
}

/**
 * Those that work for a session that is over get another parent: whoever goes on with its work, else the coordinator of its
 * run; without either they are nobody's, and the operator hears of it.
 *
 * @param heir who goes on with its work; null when nobody does
 */
export function passChildren(tx: Transaction, { id, key, runId }: Session, heir: Session | null): void {
  const found = heir ?? (runId === null ? null : findCoordinator(tx.db, runId));
  const parent = found?.id === id ? null : found;
  const children = reparent(tx, id, parent);
  if (children.length === 0 || parent !== null) return;
  insertMail(tx, {
    runId,
    senderId: null,
    sender: HOUSE_ADDRESS,
    address: OPERATOR_ADDRESS,
    type: "status",
    priority: "normal",
    subject: `${children.length === 1 ? "a session works" : `${children.length} sessions work`} on without a parent`,
    body: `${key} has ended, for which they worked, and nobody coordinates its run: ${children.join(", ")}. They go on with their tasks.`,
    replyTo: null,
    recipients: [OPERATOR_ADDRESS],
    dedupeKey: `orphans of ${id}`,
  });
}

const waits = (db: Database, taskId: string): boolean =>
  ["todo", "paused"].includes(requireTask(db, taskId).status) && findHolder(db, taskId) === null;
