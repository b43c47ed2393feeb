import type { ProcessIdentity, Session } from "../domain/session.ts";
import { decode, encode } from "./json-columns.ts";

/** A row of `sessions` as a Session: the columns, named and in JSON where they are more than a value, and their reading. */
export const SESSION_COLUMNS = `id, key, name, source, type, role, runtime, state, phase, attention, attention_reason AS attentionReason, attention_until AS attentionUntil, limit_group AS limitGroup, outcome, reason, run_id AS runId,
  parent_id AS parentId, predecessor_id AS predecessorId, depth, current_task_id AS currentTaskId, attempt, worktree, branch,
  base_commit AS baseCommit, nonce, pane, leader, agent, agent_started_at AS agentStartedAt, agent_started_observed AS agentStartedObserved,
  exit_code AS exitCode, exited_at AS exitedAt, commits, head_commit AS headCommit,
  stop_cause AS stopCause, mode, conversation_id AS conversationId, conversation_began_at AS conversationBeganAt, transcript,
  dismissed_at AS dismissedAt, adopted_at AS adoptedAt, escalation_level AS escalationLevel, stalled_since AS stalledSince, metadata, summary, terminal,
  active_ms AS activeMs, active_since AS activeSince,
  started_at AS startedAt, last_activity_at AS lastActivityAt, ended_at AS endedAt`;

export const toSession = (row: unknown): Session =>
  decode<Session>(row, ["pane", "leader", "agent", "metadata", "terminal"]);

export const IS_OPEN = "state IN ('booting', 'working', 'stalled')";

/** One text for one shell, so that it can be looked for. */
export const encodeTerminal = (terminal: ProcessIdentity | null): string | null =>
  encode(terminal && { pid: terminal.pid, startTime: terminal.startTime });
