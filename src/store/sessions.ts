import type { Database } from "bun:sqlite";
import type { Ending } from "../domain/outcome.ts";
import {
  isOpen,
  type Outcome,
  type PaneAddress,
  type ProcessIdentity,
  type Session,
  type SessionPhase,
  type SessionState,
  type StopCause,
  sourcesOf,
} from "../domain/session.ts";
import { OverstoryError } from "../errors.ts";
import { nextKey } from "./counters.ts";
import { decode, encode } from "./json-columns.ts";
import type { Transaction } from "./store.ts";

const COLUMNS = `id, key, name, role, runtime, state, phase, attention, outcome, reason, run_id AS runId,
  parent_id AS parentId, predecessor_id AS predecessorId, depth, current_task_id AS currentTaskId, attempt, worktree, branch,
  base_commit AS baseCommit, nonce, pane, leader, agent, exit_code AS exitCode, exited_at AS exitedAt, commits, head_commit AS headCommit,
  stop_cause AS stopCause, escalation_level AS escalationLevel, stalled_since AS stalledSince, metadata,
  started_at AS startedAt, last_activity_at AS lastActivityAt, ended_at AS endedAt`;

/** Keys of sessions that started within the same millisecond: SESSION-999 is older than SESSION-1000. */
const OLDEST_FIRST = "started_at, length(key), key";
const NEWEST_FIRST = "started_at DESC, length(key) DESC, key DESC";

const OPEN = "state IN ('booting', 'working', 'stalled')";

const toSession = (row: unknown): Session => decode<Session>(row, ["pane", "leader", "agent", "metadata"]);

const select = (db: Database, rest: string) => db.query(`SELECT ${COLUMNS} FROM sessions ${rest}`);

export interface NewSession {
  id?: string;
  name: string;
  role: string;
  runtime: string;
  state?: SessionState;
  outcome?: Outcome | null;
  runId?: string | null;
  parentId?: string | null;
  predecessorId?: string | null;
  depth?: number;
  attempt?: number;
  worktree?: string | null;
  branch?: string | null;
  baseCommit?: string | null;
  agent?: ProcessIdentity | null;
  escalationLevel?: number;
  stalledSince?: number | null;
  metadata?: Record<string, unknown>;
  startedAt?: number;
  lastActivityAt?: number;
}

/** Throws `conflict` when an open session has that name. */
export function insertSession(tx: Transaction, session: NewSession): Session {
  const namesake = findOpenByName(tx.db, session.name);
  if (namesake && isOpen(session.state ?? "booting")) {
    throw new OverstoryError(
      "conflict",
      `the name ${JSON.stringify(session.name)} belongs to ${namesake.key}, which is open`,
    );
  }
  const { state = "booting", startedAt = tx.at } = session;
  const id = session.id ?? Bun.randomUUIDv7();
  const key = nextKey(tx, "SESSION");
  tx.db
    .query(
      `INSERT INTO sessions (id, key, name, role, runtime, state, phase, outcome, run_id, parent_id, predecessor_id, depth, attempt,
         worktree, branch, base_commit, nonce, agent, escalation_level, stalled_since, metadata, started_at, last_activity_at, ended_at)
       VALUES ($id, $key, $name, $role, $runtime, $state, 'initializing', $outcome, $runId, $parentId, $predecessorId, $depth, $attempt,
         $worktree, $branch, $baseCommit, $nonce, $agent, $escalationLevel, $stalledSince, $metadata, $startedAt, $lastActivityAt,
         $endedAt)`,
    )
    .run({
      id,
      key,
      name: session.name,
      role: session.role,
      runtime: session.runtime,
      state,
      outcome: session.outcome ?? null,
      runId: session.runId ?? null,
      parentId: session.parentId ?? null,
      predecessorId: session.predecessorId ?? null,
      depth: session.depth ?? 0,
      attempt: session.attempt ?? 1,
      worktree: session.worktree ?? null,
      branch: session.branch ?? null,
      baseCommit: session.baseCommit ?? null,
      nonce: crypto.randomUUID(),
      agent: encode(session.agent ?? null),
      escalationLevel: session.escalationLevel ?? 0,
      stalledSince: session.stalledSince ?? null,
      metadata: JSON.stringify(session.metadata ?? {}),
      startedAt,
      lastActivityAt: session.lastActivityAt ?? startedAt,
      endedAt: isOpen(state) ? null : (session.lastActivityAt ?? startedAt),
    });
  tx.event(
    `session.${state}`,
    { runId: session.runId ?? null, sessionId: id },
    { key, name: session.name, attempt: session.attempt ?? 1 },
  );
  return requireSession(tx.db, id);
}

export const getSession = (db: Database, id: string): Session | null => {
  const row = select(db, "WHERE id = ?").get(id);
  return row ? toSession(row) : null;
};

export const findSessionByNonce = (db: Database, nonce: string): Session | null => {
  const row = select(db, "WHERE nonce = ?").get(nonce);
  return row ? toSession(row) : null;
};

/** By id, key or name: of several with the name the open one, else the newest. */
export function findSession(db: Database, text: string): Session | null {
  const row = select(
    db,
    `WHERE id = ?1 OR key = upper(?1) OR name = ?1
     ORDER BY id = ?1 DESC, key = upper(?1) DESC, ${OPEN} DESC, ${NEWEST_FIRST} LIMIT 1`,
  ).get(text);
  return row ? toSession(row) : null;
}

export function requireSession(db: Database, text: string): Session {
  const session = findSession(db, text);
  if (session) return session;
  throw new OverstoryError("not_found", `there is no session ${JSON.stringify(text)}`, {
    hint: "overstory sessions --all lists them",
  });
}

/** The open session of that name, else the newest. */
export const findSessionByName = (db: Database, name: string): Session | null => {
  const row = select(db, `WHERE name = ? ORDER BY ${OPEN} DESC, ${NEWEST_FIRST} LIMIT 1`).get(name);
  return row ? toSession(row) : null;
};

export const findOpenByName = (db: Database, name: string): Session | null => {
  const row = select(db, `WHERE name = ? AND ${OPEN}`).get(name);
  return row ? toSession(row) : null;
};

/** Oldest first. */
export const listOpenSessions = (db: Database): Session[] =>
  select(db, `WHERE ${OPEN} ORDER BY ${OLDEST_FIRST}`).all().map(toSession);

/** Oldest first. */
export const listSessions = (db: Database): Session[] =>
  select(db, `ORDER BY ${OLDEST_FIRST}`).all().map(toSession);

export const listSessionsOfRun = (db: Database, runId: string): Session[] =>
  select(db, `WHERE run_id = ? ORDER BY ${OLDEST_FIRST}`).all(runId).map(toSession);

/** States without a session are left out. */
export function countSessionStates(db: Database): Partial<Record<SessionState, number>> {
  const counted = db
    .query<{ state: SessionState; count: number }, []>(
      "SELECT state, count(*) AS count FROM sessions GROUP BY state",
    )
    .all();
  return Object.fromEntries(counted.map(({ state, count }) => [state, count]));
}

/** What may change together with a state; what is left out stays. */
export interface StateChange {
  reason?: string;
  outcome?: Outcome | null;
  phase?: SessionPhase;
}

const move = (to: SessionState): string =>
  `UPDATE sessions SET state = $to, reason = coalesce($reason, reason), outcome = coalesce($outcome, outcome),
     phase = coalesce($phase, phase), last_activity_at = iif($moves, $at, last_activity_at),
     ended_at = iif($ends, coalesce(ended_at, $at), NULL), attention = iif($ends, NULL, attention),
     stalled_since = iif($to = 'stalled', $at, NULL), escalation_level = iif($to = 'working', 0, escalation_level)
   WHERE id = $id AND state IN (${sourcesOf(to)
     .map((state) => `'${state}'`)
     .join(", ")})
   RETURNING ${COLUMNS}`;

const MOVES: Record<SessionState, string> = {
  booting: move("booting"),
  working: move("working"),
  stalled: move("stalled"),
  zombie: move("zombie"),
  completed: move("completed"),
};

/**
 * Moves a session along the transition table by compare-and-swap. Throws `conflict`, naming what the row holds, when it
 * is not where the move may start.
 */
export function transition(tx: Transaction, id: string, to: SessionState, change: StateChange = {}): Session {
  const row = tx.db.query(MOVES[to]).get({
    id,
    to,
    reason: change.reason ?? null,
    outcome: change.outcome ?? null,
    phase: change.phase ?? null,
    at: tx.at,
    moves: to === "working" ? 1 : 0,
    ends: isOpen(to) ? 0 : 1,
  });
  if (!row) {
    const { key, state } = requireSession(tx.db, id);
    throw new OverstoryError("conflict", `${key} is ${state}; it cannot become ${to}`);
  }
  const session = toSession(row);
  const { outcome, reason, runId, key, name } = session;
  tx.event(
    `session.${to}`,
    { runId, sessionId: id, taskId: session.currentTaskId },
    { key, name, outcome, reason },
  );
  return session;
}

/** Moves a session to its final state. Its task must have been released or settled in the same transaction. */
export function settleSession(
  tx: Transaction,
  id: string,
  { state, phase, outcome, reason }: Ending,
): Session {
  return transition(tx, id, state, { phase, outcome, reason });
}

/** The outcome of the spawn: where the session lives. Recorded once. */
export function recordSpawn(
  tx: Transaction,
  id: string,
  pane: PaneAddress,
  leader: ProcessIdentity | null,
): void {
  const session = requireSession(tx.db, id);
  tx.db.query("UPDATE sessions SET pane = ?, leader = ? WHERE id = ?").run(encode(pane), encode(leader), id);
  tx.event(
    "session.spawned",
    { runId: session.runId, sessionId: id, taskId: session.currentTaskId },
    { key: session.key, paneId: pane.paneId },
  );
}

/** The agent's own process has started: it is ready in the sense of a runtime that needs nothing more. */
export function recordAgent(tx: Transaction, id: string, agent: ProcessIdentity | null): void {
  tx.db
    .query("UPDATE sessions SET agent = ?, last_activity_at = ? WHERE id = ?")
    .run(encode(agent), tx.at, id);
}

/** The agent has ended; how that is to be judged follows. False when it was recorded before. */
export function recordExit(tx: Transaction, session: Session, exitCode: number | null): boolean {
  const { changes } = tx.db
    .query(`UPDATE sessions SET exit_code = ?, exited_at = ? WHERE id = ? AND exited_at IS NULL AND ${OPEN}`)
    .run(exitCode, tx.at, session.id);
  if (changes > 0) {
    tx.event(
      "session.exited",
      { runId: session.runId, sessionId: session.id, taskId: session.currentTaskId },
      {
        key: session.key,
        name: session.name,
        exitCode,
      },
    );
  }
  return changes > 0;
}

/** Where the session's branch stands at its end, and how many commits of it are its own. */
export function recordWork(tx: Transaction, id: string, commits: number, headCommit: string | null): void {
  tx.db.query("UPDATE sessions SET commits = ?, head_commit = ? WHERE id = ?").run(commits, headCommit, id);
}

export function recordBase(tx: Transaction, id: string, baseCommit: string): void {
  tx.db.query("UPDATE sessions SET base_commit = ? WHERE id = ?").run(baseCommit, id);
}

/** Records the intent to end it; the first cause stands. False when one was recorded before or it is not open. */
export function requestStop(tx: Transaction, session: Session, cause: StopCause): boolean {
  const { changes } = tx.db
    .query(
      `UPDATE sessions SET stop_cause = ? WHERE id = ? AND stop_cause IS NULL AND exited_at IS NULL AND ${OPEN}`,
    )
    .run(cause, session.id);
  if (changes > 0) {
    tx.event(
      "session.stop_requested",
      { runId: session.runId, sessionId: session.id, taskId: session.currentTaskId },
      {
        key: session.key,
        cause,
      },
    );
  }
  return changes > 0;
}

/** Facts that a caller of the library may overwrite as a whole; state and name go other ways. */
export type SessionUpdate = Pick<
  Session,
  | "role"
  | "runId"
  | "parentId"
  | "depth"
  | "worktree"
  | "branch"
  | "agent"
  | "escalationLevel"
  | "stalledSince"
  | "metadata"
  | "lastActivityAt"
>;

export function updateSession(tx: Transaction, session: Session, change: Partial<SessionUpdate>): void {
  const next = { ...session, ...change };
  tx.db
    .query(
      `UPDATE sessions SET role = $role, run_id = $runId, parent_id = $parentId, depth = $depth, worktree = $worktree, branch = $branch,
         agent = $agent, escalation_level = $escalationLevel, stalled_since = $stalledSince, metadata = $metadata,
         last_activity_at = $lastActivityAt
       WHERE id = $id`,
    )
    .run({
      id: session.id,
      role: next.role,
      runId: next.runId,
      parentId: next.parentId,
      depth: next.depth,
      worktree: next.worktree,
      branch: next.branch,
      agent: encode(next.agent),
      escalationLevel: next.escalationLevel,
      stalledSince: next.stalledSince,
      metadata: JSON.stringify(next.metadata),
      lastActivityAt: next.lastActivityAt,
    });
  tx.event(
    "session.updated",
    { runId: next.runId, sessionId: session.id },
    { key: session.key, fields: Object.keys(change) },
  );
}

export function removeSession(tx: Transaction, session: Session): void {
  tx.db.query("DELETE FROM sessions WHERE id = ?").run(session.id);
  tx.event(
    "session.removed",
    { runId: session.runId, sessionId: session.id },
    { key: session.key, name: session.name },
  );
}
