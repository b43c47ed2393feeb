import type { Database } from "bun:sqlite";
import type { AgentMode } from "../domain/agent/permissions.ts";
import {
  isOpen,
  type Outcome,
  type ProcessIdentity,
  type Session,
  type SessionPhase,
  type SessionSource,
  type SessionState,
  type SessionType,
} from "../domain/session.ts";
import { OverstoryError } from "../errors.ts";
import { nextKey } from "./counters.ts";
import { findByFormerKey } from "./former-keys.ts";
import { encode } from "./json-columns.ts";
import { encodeTerminal, IS_OPEN, SESSION_COLUMNS, toSession } from "./session-row.ts";
import type { Transaction } from "./store.ts";

/** Keys of sessions that started within the same millisecond: SESSION-999 is older than SESSION-1000. */
const OLDEST_FIRST = "started_at, length(key), key";
const NEWEST_FIRST = "started_at DESC, length(key) DESC, key DESC";

const select = (db: Database, rest: string) => db.query(`SELECT ${SESSION_COLUMNS} FROM sessions ${rest}`);

// Nothing is read as often: the text of a statement is what it is found again by, and costs more to make than to look up.
const BY_ID = `SELECT ${SESSION_COLUMNS} FROM sessions WHERE id = ?`;
const BY_KEY = `SELECT ${SESSION_COLUMNS} FROM sessions WHERE key = ?`;

export interface NewSession {
  id?: string;
  name: string;
  role: string;
  runtime: string;
  source?: SessionSource;
  type?: SessionType;
  terminal?: ProcessIdentity | null;
  state?: SessionState;
  phase?: SessionPhase;
  outcome?: Outcome | null;
  runId?: string | null;
  parentId?: string | null;
  predecessorId?: string | null;
  mode?: AgentMode;
  conversationId?: string | null;
  conversationBeganAt?: number | null;
  transcript?: string | null;
  adoptedAt?: number | null;
  depth?: number;
  attempt?: number;
  worktree?: string | null;
  branch?: string | null;
  baseCommit?: string | null;
  limitGroup?: string | null;
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
  const { state = "booting", source = "spawned", startedAt = tx.at } = session;
  const id = session.id ?? Bun.randomUUIDv7();
  const key = nextKey(tx, "SESSION");
  tx.db
    .query(
      `INSERT INTO sessions (id, key, name, source, type, token, terminal, active_since, role, runtime, state, phase, outcome, run_id, parent_id, predecessor_id, depth, attempt,
         mode, conversation_id, conversation_began_at, transcript, worktree, branch, base_commit, adopted_at, limit_group, nonce, agent, escalation_level, stalled_since, metadata, started_at, last_activity_at, ended_at)
       VALUES ($id, $key, $name, $source, $type, $token, $terminal, $activeSince, $role, $runtime, $state, $phase, $outcome, $runId, $parentId, $predecessorId, $depth, $attempt,
         $mode, $conversationId, $conversationBeganAt, $transcript, $worktree, $branch, $baseCommit, $adoptedAt, $limitGroup, $nonce, $agent, $escalationLevel, $stalledSince, $metadata, $startedAt, $lastActivityAt,
         $endedAt)`,
    )
    .run({
      id,
      key,
      name: session.name,
      source,
      type: session.type ?? "work",
      token: source === "spawned" ? crypto.randomUUID() : null,
      terminal: encodeTerminal(session.terminal ?? null),
      // The time of a spawned session counts from its agent's start.
      activeSince: source !== "spawned" && isOpen(state) ? startedAt : null,
      role: session.role,
      runtime: session.runtime,
      state,
      phase: session.phase ?? "initializing",
      outcome: session.outcome ?? null,
      runId: session.runId ?? null,
      parentId: session.parentId ?? null,
      predecessorId: session.predecessorId ?? null,
      depth: session.depth ?? 0,
      attempt: session.attempt ?? 1,
      mode: session.mode ?? "interactive",
      conversationId: session.conversationId ?? null,
      conversationBeganAt: session.conversationBeganAt ?? null,
      transcript: session.transcript ?? null,
      adoptedAt: session.adoptedAt ?? null,
      worktree: session.worktree ?? null,
      branch: session.branch ?? null,
      baseCommit: session.baseCommit ?? null,
      limitGroup: session.limitGroup ?? null,
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
  const row = db.query(BY_ID).get(id);
  return row ? toSession(row) : null;
};

export const findSessionByNonce = (db: Database, nonce: string): Session | null => {
  const row = select(db, "WHERE nonce = ?").get(nonce);
  return row ? toSession(row) : null;
};

const findSessionByKey = (db: Database, key: string): Session | null => {
  const row = db.query(BY_KEY).get(key.toUpperCase());
  return row ? toSession(row) : null;
};

/** By id, key or name: of several with the name the open one, else the newest. */
export const findSession = (db: Database, text: string): Session | null =>
  getSession(db, text) ?? findSessionByKey(db, text) ?? findSessionByName(db, text);

export function requireSession(db: Database, text: string): Session {
  const session = findSession(db, text) ?? findFormer(db, text);
  if (session) return session;
  throw new OverstoryError("not_found", `there is no session ${JSON.stringify(text)}`, {
    hint: "overstory sessions --all lists them",
  });
}

/** By what an imported session was called where it comes from. */
function findFormer(db: Database, text: string): Session | null {
  const id = findByFormerKey(db, "session", text);
  return id === null ? null : getSession(db, id);
}

/** The open session of that name, else the newest. */
export const findSessionByName = (db: Database, name: string): Session | null => {
  const row = select(db, `WHERE name = ? ORDER BY ${IS_OPEN} DESC, ${NEWEST_FIRST} LIMIT 1`).get(name);
  return row ? toSession(row) : null;
};

export const findOpenByName = (db: Database, name: string): Session | null => {
  const row = select(db, `WHERE name = ? AND ${IS_OPEN}`).get(name);
  return row ? toSession(row) : null;
};

/** The open session whose agent has that conversation. */
export const findOpenByConversation = (
  db: Database,
  runtime: string,
  conversationId: string,
): Session | null => {
  const row = select(db, `WHERE runtime = ? AND conversation_id = ? AND ${IS_OPEN}`).get(
    runtime,
    conversationId,
  );
  return row ? toSession(row) : null;
};

/** Oldest first. */
export const listOpenSessions = (db: Database): Session[] =>
  select(db, `WHERE ${IS_OPEN} ORDER BY ${OLDEST_FIRST}`).all().map(toSession);

/** Those that have become zombies since then (ms UTC). */
export const listLostSince = (db: Database, since: number): Session[] =>
  select(db, `WHERE state = 'zombie' AND ended_at >= ? ORDER BY ${OLDEST_FIRST}`).all(since).map(toSession);

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
