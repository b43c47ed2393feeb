import type { Database } from "bun:sqlite";
import type { Session, SessionState } from "../domain/session.ts";
import { usageError } from "../errors.ts";
import { findRun, requireRun } from "./runs.ts";
import { removeSession, transition, updateSession } from "./session-changes.ts";
import {
  findOpenByName,
  findSessionByName,
  getSession,
  insertSession,
  listOpenSessions,
  listSessions,
} from "./sessions.ts";
import { Store, type Transaction } from "./store.ts";

export type AgentState = SessionState;

/** Times are ISO 8601 UTC. Absent texts are empty strings, as the earlier product had them. */
export interface AgentSession {
  id: string;
  agentName: string;
  capability: string;
  worktreePath: string;
  branchName: string;
  /** A label here, not a claim on a task. */
  taskId: string;
  tmuxSession: string;
  state: AgentState;
  pid: number | null;
  /** A name; it need not be that of a known session. */
  parentAgent: string | null;
  depth: number;
  /** The key of a known run, as `RunStore` has it, or any other label. */
  runId: string | null;
  startedAt: string;
  lastActivity: string;
  escalationLevel: number;
  stalledSince: string | null;
  transcriptPath: string | null;
}

export interface PurgeFilter {
  all?: boolean;
  state?: AgentState;
  agent?: string;
}

export interface SessionStore {
  /** Updates the open session of that name (or the one with that id), else adds one. Throws `conflict` for a move the state machine forbids. */
  upsert(session: AgentSession): void;
  /** The open session of that name, else the newest of that name. */
  getByName(name: string): AgentSession | null;
  /** Booting, working or stalled; oldest first. */
  getActive(): AgentSession[];
  getAll(): AgentSession[];
  getByRun(runId: string): AgentSession[];
  /** The four below act on what `getByName` answers; false when there is no such session. */
  updateState(name: string, state: AgentState): boolean;
  updateLastActivity(name: string): boolean;
  updateEscalation(name: string, level: number, stalledSince: string | null): boolean;
  remove(name: string): boolean;
  /** Removes the sessions that fit every given condition; answers how many. Without a condition it removes none. */
  purge(filter: PurgeFilter): number;
  close(): void;
}

/** Opens or makes the database at `dbPath`. Errors: see `openDatabase`. */
export function createSessionStore(dbPath: string): SessionStore {
  return sessionStoreOver(Store.open(dbPath, "shared", Date.now));
}

export function sessionStoreOver(store: Store): SessionStore {
  const { db } = store;
  const face = (session: Session): AgentSession => toAgentSession(db, session);
  /** Writes when there is such a session; says whether there was. */
  const change = (name: string, work: (tx: Transaction, session: Session) => void): boolean =>
    store.writeNow((tx) => {
      const session = findSessionByName(db, name);
      if (session) work(tx, session);
      return session !== null;
    });

  return {
    upsert: (session) => store.writeNow((tx) => upsert(tx, session)),
    getByName: (name) => {
      const found = findSessionByName(db, name);
      return found && face(found);
    },
    getActive: () => listOpenSessions(db).map(face),
    getAll: () => listSessions(db).map(face),
    getByRun: (runId) =>
      listSessions(db)
        .map(face)
        .filter((session) => session.runId === (findRun(db, runId)?.key ?? runId)),
    updateState: (name, state) =>
      change(name, (tx, session) => {
        if (session.state !== state) transition(tx, session.id, state);
      }),
    updateLastActivity: (name) =>
      change(name, (tx, session) => updateSession(tx, session, { lastActivityAt: tx.at })),
    updateEscalation: (name, level, stalledSince) =>
      change(name, (tx, session) =>
        updateSession(tx, session, {
          escalationLevel: level,
          stalledSince: stalledSince === null ? null : toTime("stalledSince", stalledSince),
        }),
      ),
    remove: (name) => change(name, removeSession),
    purge: ({ all = false, state, agent }) =>
      store.writeNow((tx) => {
        if (!all && state === undefined && agent === undefined) return 0;
        const doomed = listSessions(db).filter(
          (session) =>
            (state === undefined || session.state === state) &&
            (agent === undefined || session.name === agent),
        );
        for (const session of doomed) removeSession(tx, session);
        return doomed.length;
      }),
    close: () => store.close(),
  };
}

/** What our tables have no column for is kept in the metadata. */
interface LegacyMetadata {
  taskId?: string;
  tmuxSession?: string;
  parentAgent?: string | null;
  runId?: string | null;
  transcriptPath?: string | null;
}

function upsert(tx: Transaction, session: AgentSession): void {
  const runId = session.runId === null ? null : (findRun(tx.db, session.runId)?.id ?? null);
  const parent = session.parentAgent === null ? null : findSessionByName(tx.db, session.parentAgent);
  const { taskId, tmuxSession, parentAgent, transcriptPath } = session;
  const startedAt = toTime("startedAt", session.startedAt);
  const fields = {
    role: session.capability,
    runId,
    parentId: parent?.id ?? null,
    depth: session.depth,
    worktree: session.worktreePath || null,
    branch: session.branchName || null,
    agent: session.pid === null ? null : { pid: session.pid, startTime: "" },
    escalationLevel: session.escalationLevel,
    stalledSince: session.stalledSince === null ? null : toTime("stalledSince", session.stalledSince),
    lastActivityAt: toTime("lastActivity", session.lastActivity),
    metadata: {
      taskId,
      tmuxSession,
      parentAgent,
      runId: session.runId,
      transcriptPath,
    } satisfies LegacyMetadata,
  };
  const known = findOpenByName(tx.db, session.agentName) ?? getSession(tx.db, session.id);
  if (!known) {
    insertSession(tx, {
      ...fields,
      id: session.id,
      name: session.agentName,
      source: "api",
      runtime: "shell",
      state: session.state,
      startedAt,
    });
    return;
  }
  if (known.state !== session.state) transition(tx, known.id, session.state);
  updateSession(tx, known, { ...fields, metadata: { ...known.metadata, ...fields.metadata } });
}

function toTime(field: string, text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw usageError(
      `${field}: ${JSON.stringify(text)} is not a time`,
      "write it as 2026-01-31T12:00:00.000Z",
    );
  return time;
}

function toAgentSession(db: Database, session: Session): AgentSession {
  const legacy: LegacyMetadata = session.metadata;
  return {
    id: session.id,
    agentName: session.name,
    capability: session.role,
    worktreePath: session.worktree ?? "",
    branchName: session.branch ?? "",
    taskId: legacy.taskId ?? "",
    tmuxSession: legacy.tmuxSession ?? "",
    state: session.state,
    pid: session.agent?.pid ?? null,
    parentAgent: legacy.parentAgent ?? null,
    depth: session.depth,
    runId: session.runId === null ? (legacy.runId ?? null) : requireRun(db, session.runId).key,
    startedAt: new Date(session.startedAt).toISOString(),
    lastActivity: new Date(session.lastActivityAt).toISOString(),
    escalationLevel: session.escalationLevel,
    stalledSince: session.stalledSince === null ? null : new Date(session.stalledSince).toISOString(),
    transcriptPath: legacy.transcriptPath ?? null,
  };
}
