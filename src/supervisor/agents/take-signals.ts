import { oneLine } from "../../domain/agent/one-line.ts";
import { provesConversation, provesModel, provesReady } from "../../domain/agent/readiness.ts";
import { reportsOf } from "../../domain/agent/reports-of.ts";
import type { Conversation } from "../../domain/agent/signal.ts";
import { newTurn, type TurnNews, type TurnSignal, takeSignal } from "../../domain/agent/take-signal.ts";
import { isOpen, type Session } from "../../domain/session.ts";
import type { Report } from "../../domain/watchdog/report.ts";
import type { Logger } from "../../log.ts";
import { noteActivity, recordActivity } from "../../store/activities.ts";
import { recordConversation, recordConversationBegan, recordSignOfLife } from "../../store/conversations.ts";
import { transition } from "../../store/session-changes.ts";
import { requireSession } from "../../store/sessions.ts";
import type { Transaction } from "../../store/store.ts";
import { getTurn, saveTurn } from "../../store/turns.ts";
import { recordUsage } from "../../store/usage.ts";
import { takeInReport } from "../limits.ts";

/** A signal, and when it was given, ms UTC. */
export interface Heard {
  signal: TurnSignal;
  at: number;
}

/** Who else takes in what agents tell, each in the same change. */
export interface Takers {
  /** The watchdog. */
  takeReports(tx: Transaction, sessionId: string, reports: readonly Report[]): void;
  /** A prompt was taken: messages to the session that are in it were seen. */
  markSeen(tx: Transaction, sessionId: string, prompt: string): unknown;
  log: Pick<Logger, "warn" | "debug">;
}

const SUMMARY_LENGTH = 300;

/**
 * Takes in what a session's agent tells, oldest first. What is heard of a session that has ended is put on record, and moves
 * nothing any more.
 *
 * @param hasTurns its runtime tells of turns
 */
export function takeSignals(
  tx: Transaction,
  session: Session,
  heard: readonly Heard[],
  hasTurns: boolean,
  takers: Takers,
): void {
  if (heard.length === 0) return;
  if (!isOpen(session.state)) {
    for (const one of heard) record(tx, session, one, noteActivity, takers);
    return;
  }
  recordSignOfLife(tx, session.id);
  let turn = getTurn(tx.db, session.id) ?? newTurn(session.id, tx.at);
  for (const one of heard) {
    const moved = takeSignal(turn, one.signal, one.at);
    turn = moved.turn;
    for (const news of moved.news) tell(tx, session, withConversation(news, one.signal));
    if (provesReady(one.signal)) bringToLife(tx, session);
    record(tx, session, one, recordActivity, takers);
  }
  if (hasTurns) saveTurn(tx, turn);
  const signals = heard.map(({ signal }) => signal);
  takers.takeReports(tx, session.id, signals.flatMap(reportsOf));
  const proof = signals.findLast(provesModel);
  for (const report of proof ? reportsOf(proof) : []) takeInReport(tx, session, report);
}

const withConversation = (news: TurnNews, signal: TurnSignal): TurnNews =>
  news.kind === "session.ready" && signal.kind === "ready"
    ? { ...news, data: { ...news.data, conversation: signal.conversation?.id ?? null } }
    : news;

function tell(tx: Transaction, { id, key, runId, currentTaskId }: Session, { kind, data }: TurnNews): void {
  tx.event(kind, { runId, sessionId: id, taskId: currentTaskId }, { key, ...data });
}

/** What is kept of a signal whatever becomes of the session. */
function record(
  tx: Transaction,
  session: Session,
  { signal, at }: Heard,
  act: typeof recordActivity,
  takers: Takers,
): void {
  const { id, key } = session;
  if (signal.kind === "ready" && signal.conversation) converse(tx, session, signal.conversation, takers);
  if (provesConversation(signal)) recordConversationBegan(tx, id, at);
  if (signal.kind === "prompt") takers.markSeen(tx, id, signal.text);
  if (signal.kind === "usage") recordUsage(tx, id, signal.samples);
  if (signal.kind === "unknown") takers.log.debug(`${key}: hook event ${signal.event} is not known`);
  if (signal.kind !== "tool_ended") return;
  const { tool, summary, failed, tookMs } = signal;
  act(tx, session, "command", oneLine(summary, SUMMARY_LENGTH) || tool, { tool, failed, tookMs, at });
}

function converse(tx: Transaction, session: Session, conversation: Conversation, { log }: Takers): void {
  const holder = recordConversation(tx, session, conversation);
  if (holder !== null)
    log.warn(`${session.key}: its conversation ${conversation.id} is that of ${holder}, and stays there`);
}

/** It takes prompts: from now on it works. */
function bringToLife(tx: Transaction, { id }: Session): void {
  const { state, phase, exitedAt } = requireSession(tx.db, id);
  if (state !== "booting" || exitedAt !== null) return;
  // One that goes on with another's work, or has declared something already, is where that says.
  transition(tx, id, "working", phase === "initializing" ? { phase: "executing" } : {});
}
