import type { RowReader } from "../../../domain/import/row-reader.ts";
import { isOpen, type SessionState } from "../../../domain/session.ts";
import type { SessionRecord } from "../../record.ts";
import { ref } from "../map-row.ts";
import { STATES } from "./statuses.ts";

/** What a session is said to have come to, by its state alone: the earlier product knew no more of it. */
const ENDS: Partial<Record<SessionState, Pick<SessionRecord, "phase" | "outcome" | "reason">>> = {
  completed: {
    phase: "completed",
    outcome: "unverified",
    reason: "completed in the earlier product, which did not check its work",
  },
  zombie: { phase: "abandoned", outcome: null, reason: "a zombie in the earlier product" },
};

/**
 * One agent of `sessions.json` (camelCase) or of the table `sessions` (snake_case).
 *
 * @param hasRuns whether the source has the runs that sessions refer to
 */
export function mapSession(read: RowReader, hasRuns: boolean): SessionRecord[] {
  const id = read.requiredText("id");
  const name = read.requiredText("agentName", "agent_name");
  const state = read.requiredWord(STATES, "state");
  const startedAt = read.requiredTime("startedAt", "started_at");
  const lastActivityAt = lastActivity(read, startedAt);
  const runId = read.text("runId", "run_id");
  const parent = read.text("parentAgent", "parent_agent");
  // What may lead nowhere is kept as it is, too.
  read.keep("runId", "run_id", "parentAgent", "parent_agent");
  const { phase, outcome, reason } = ENDS[state] ?? { phase: "initializing", outcome: null, reason: null };
  return [
    {
      kind: "session",
      id,
      formerKey: id,
      name,
      role: read.requiredText("capability"),
      source: "api",
      type: "work",
      state,
      phase,
      outcome,
      attention: null,
      reason,
      run: hasRuns ? ref("run", runId) : null,
      parent: parent === null || parent === name ? null : { name: parent },
      depth: upTo(read, MOST_DEPTH, "depth"),
      worktree: read.text("worktreePath", "worktree_path"),
      branch: read.text("branchName", "branch_name"),
      pid: pidOf(read),
      tmuxSession: read.text("tmuxSession", "tmux_session"),
      escalationLevel: upTo(read, HIGHEST_LEVEL, "escalationLevel", "escalation_level"),
      stalledSince: read.time("stalledSince", "stalled_since"),
      summary: null,
      metadata: {},
      conversationId: read.text("claudeSessionId", "claude_session_id"),
      activeMs: null,
      startedAt,
      lastActivityAt,
      endedAt: isOpen(state) ? null : lastActivityAt,
      currentTask: null, // the tasks that it names (beadId, taskId) are another program's
      frames: [],
      extra: read.rest(),
    },
  ];
}

/** A clock that was set back must not make a session end before it began. */
function lastActivity(read: RowReader, startedAt: number): number {
  const at = read.requiredTime("lastActivity", "last_activity");
  if (at < startedAt) read.keep("lastActivity", "last_activity");
  return Math.max(at, startedAt);
}

/** 0 names no process. */
function pidOf(read: RowReader): number | null {
  const pid = read.count("pid");
  if (pid !== 0) return pid;
  read.keep("pid");
  return null;
}

/** Of the steps of the ladder. */
const HIGHEST_LEVEL = 3;
/** Nobody was ever this far from a person. */
const MOST_DEPTH = 1000;

function upTo(read: RowReader, most: number, ...names: string[]): number {
  const count = read.count(...names) ?? 0;
  return count <= most ? count : read.refuse(names[0] ?? "", `${count} is more than ${most}`);
}
