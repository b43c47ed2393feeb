import { type Caller, OPERATOR } from "../domain/caller.ts";
import { isOpen, type ProcessIdentity, type Session } from "../domain/session.ts";
import type { Sprint } from "../domain/sprint.ts";
import type { Task } from "../domain/task.ts";
import { OverstoryError, usageError } from "../errors.ts";
import { activeOf } from "../store/activities.ts";
import { requireSession } from "../store/sessions.ts";
import { requireSprint } from "../store/sprints.ts";
import { requireTask, requireTaskByKey } from "../store/tasks.ts";
import {
  AGENT_HEADER,
  NONCE_HEADER,
  PROCESS_HEADER,
  SELF,
  SESSION_HEADER,
  TERMINAL_HEADER,
} from "./contract/call.ts";
import type { Services } from "./services.ts";

/** Who makes a request, and for which session. */
export interface Call {
  caller: Caller;
  /** Wants to be told what to do next. */
  isAgent: boolean;
  /** The session that the caller is, has named, or keeps in its terminal; null without one. */
  own: Session | null;
  /** The shell that the request comes from. */
  terminal: ProcessIdentity | null;
}

type CallServices = { store: Services["store"]; work: Pick<Services["work"], "callers"> };

/** Reads who calls from the request's headers. Throws `forbidden` for a token that is of no session. */
export function readCall(services: CallServices, { headers }: Request): Call {
  const terminal = readTerminal(headers.get(TERMINAL_HEADER));
  const named = headers.get(SESSION_HEADER);
  const holder = holderOfToken(services, headers.get("authorization"));
  if (holder) {
    const call = { caller: callerOf(holder), isAgent: true, own: holder, terminal };
    if (named !== null) requireSelf(call, requireSession(services.store.db, named));
    return call;
  }
  const own =
    named !== null
      ? requireSession(services.store.db, named)
      : terminal && services.work.callers.ofTerminal(terminal);
  return { caller: OPERATOR, isAgent: headers.get(AGENT_HEADER) === "1", own, terminal };
}

const callerOf = ({ id }: Session): Caller => ({ kind: "session", sessionId: id });

function holderOfToken({ work }: CallServices, authorization: string | null): Session | null {
  if (authorization === null) return null;
  const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
  const holder = token === undefined ? null : work.callers.ofToken(token);
  if (holder) return holder;
  throw new OverstoryError("forbidden", "the token is that of no session", {
    hint: "it is in $OVERSTORY_TOKEN of the agents of this project; without one, a call is the operator's",
  });
}

function readTerminal(text: string | null): ProcessIdentity | null {
  if (text === null) return null;
  const [, pid, startTime] = /^([1-9]\d{0,9}):(.{1,200})$/.exec(text) ?? [];
  if (pid === undefined || startTime === undefined)
    throw usageError(`${TERMINAL_HEADER}: ${JSON.stringify(text)} is not PID:START`);
  return { pid: Number(pid), startTime };
}

/** Throws `forbidden` when a session calls for another. */
export function requireSelf({ caller, own }: Call, session: Session): void {
  if (caller.kind === "operator" || caller.sessionId === session.id) return;
  throw new OverstoryError(
    "forbidden",
    `${own?.key} may act as itself only, not as ${session.key}: its token is for no other`,
  );
}

/** What an agent says of itself too late is recorded before it is refused. */
const REPORTS = "/sessions/:key/signals";

/** What a session may change; each of these looks itself at whose it is. All other changes are the operator's. */
const OPEN_TO_SESSIONS = new Set([
  "/sessions/:key/pause",
  "/sessions/:key/resume",
  "/sessions/:key/end",
  "/sessions/:key/stop",
  REPORTS,
  "/sessions/:key/activities",
  "/sessions/:key/phase",
  "/sessions/:key/context/push",
  "/sessions/:key/context/pop",
  "/sessions/:key/context/clear",
  "/tasks",
  "/tasks/:key",
  "/tasks/:key/gates",
  "/tasks/:key/:change",
  "/sprints",
  "/sprints/:key/:change",
  "/mail",
  "/mail/:key/read",
  "/spawn",
  "/plan-ready",
  "/done",
  "/hooks/pre-delegate",
  "/hooks/subagent-stop",
]);

/** What was said between people and agents: not for everyone to read. */
const PRIVATE = new Set([
  "/mail",
  "/mail/wait",
  "/events",
  "/messages",
  "/messages/:key",
  "/sessions/:key/transcript",
  "/sessions/:key/question",
]);

/**
 * Throws `forbidden` when a session asks for what is the operator's, has ended, or is none; and when an agent asks without its
 * token for more than to look at what all may see.
 */
export async function requireAllowed(services: CallServices, request: Request, route: string): Promise<void> {
  const isLook = request.method === "GET";
  const holder = holderOfToken(services, request.headers.get("authorization"));
  if (!holder) {
    if (!isLook || PRIVATE.has(route)) await requireOutsider(services, request);
    return;
  }
  if (isLook || route === REPORTS) return;
  if (!isOpen(holder.state))
    throw new OverstoryError("forbidden", `${holder.key} has ended: it is ${holder.state}`);
  if (OPEN_TO_SESSIONS.has(route)) return;
  throw new OverstoryError(
    "forbidden",
    `${holder.key} may change only its own work; ${request.method} ${new URL(request.url).pathname} is the operator's`,
    { hint: "a person can do it, in a terminal of their own" },
  );
}

/** The same for whoever comes out of a sandbox, who is never the operator: without a token it may only ask who is there. */
export async function requireInsider(services: CallServices, request: Request, route: string): Promise<void> {
  if (request.headers.get("authorization") !== null) return requireAllowed(services, request, route);
  if (request.method === "GET" && route === "/daemon") return;
  throw new OverstoryError(
    "forbidden",
    "a call from inside a sandbox without a token is not the operator's",
    {
      hint: "an agent calls with its $OVERSTORY_TOKEN",
    },
  );
}

/** Between processes of one user this is a guard rail: one that hides its parents and its environment passes for a person. */
async function requireOutsider({ work }: CallServices, request: Request): Promise<void> {
  const insider = await work.callers.insider(claimOf(request));
  if (insider === null) return;
  const from = insider.isSure
    ? `from inside ${insider.who} without its token`
    : `without a token that may come from inside ${insider.who}`;
  throw new OverstoryError("forbidden", `a call ${from} is not the operator's`, {
    hint: "an agent calls with its $OVERSTORY_TOKEN; a person in a terminal of their own, by overstory",
  });
}

/** What a caller without a token says of itself. */
function claimOf({ headers }: Request): { pid: number | null; nonce: string | null } {
  const pid = /^[1-9]\d{0,9}$/.exec(headers.get(PROCESS_HEADER) ?? "");
  return { pid: pid && Number(pid[0]), nonce: headers.get(NONCE_HEADER) };
}

/** Who is to read something: the operator, or a session by its key; null for a program inside one that does not say which. */
export type Reader = { isOperator: true } | { isOperator: false; key: string | null };

/** Who reads the answer to a request that all may make. */
export async function readerOf(services: CallServices, request: Request): Promise<Reader> {
  const { caller, own } = readCall(services, request);
  if (caller.kind === "session") return { isOperator: false, key: own?.key ?? null };
  const insider = await services.work.callers.insider(claimOf(request));
  return insider === null ? { isOperator: true } : { isOperator: false, key: null };
}

/** The caller's own session. Throws `usage` when nothing says which that is. */
export function requireOwn({ own }: Call): Session {
  if (own) return own;
  throw usageError(
    "which session? none is current in this terminal",
    "name it with --session SESSION-001, or begin one: overstory session start",
  );
}

/** The session of a path. Throws `usage`, `not_found`. */
export const sessionOf = ({ store }: CallServices, call: Call, key: string): Session =>
  key === SELF ? requireOwn(call) : requireSession(store.db, key);

/** The same for one that is to be changed: a session may name none but itself. */
export function ownSessionOf(services: CallServices, call: Call, key: string): Session {
  const session = sessionOf(services, call, key);
  requireSelf(call, session);
  return session;
}

/** The task of a path; `self` is the one on top of the caller's stack. */
export function taskOf({ store }: CallServices, call: Call, key: string): Task {
  if (key !== SELF) return requireTaskByKey(store.db, key);
  const own = requireOwn(call);
  const { taskId } = activeOf(store.db, own.id);
  if (taskId !== null) return requireTask(store.db, taskId);
  throw new OverstoryError("conflict", `which task? ${own.key} works on none`, {
    hint: "name one, or take it first: overstory task activate TASK-001",
  });
}

/** The sprint of a path; `self` is the one on the caller's stack. */
export function sprintOf({ store }: CallServices, call: Call, key: string): Sprint {
  if (key !== SELF) return requireSprint(store.db, key);
  const own = requireOwn(call);
  const { sprintId } = activeOf(store.db, own.id);
  if (sprintId !== null) return requireSprint(store.db, sprintId);
  throw new OverstoryError("conflict", `which sprint? ${own.key} works on none`, {
    hint: "name one, or take it first: overstory sprint activate SPRINT-001",
  });
}
