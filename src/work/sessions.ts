import type { EndSessionRequest, PruneView, StartSessionRequest } from "../api/contract/session.ts";
import type { WorkServices } from "../api/work-services.ts";
import { resumePolicy } from "../config/resume.ts";
import type { Settings } from "../config.ts";
import type { Caller } from "../domain/caller.ts";
import { findFreeName } from "../domain/keeping.ts";
import { nameProblem } from "../domain/names.ts";
import { isSpawned, type ProcessIdentity, type Session } from "../domain/session.ts";
import { OverstoryError, usageError } from "../errors.ts";
import { localTime } from "../local-time.ts";
import { check } from "../process/identity.ts";
import { recordActivity } from "../store/activities.ts";
import {
  continueSession,
  findByTerminal,
  isPaused,
  leaveBehind,
  pausedSince,
  pauseSession,
  recordResume,
  setTerminal,
} from "../store/session-keeping.ts";
import { findOpenByName, insertSession, type NewSession, requireSession } from "../store/sessions.ts";
import type { Store, Transaction } from "../store/store.ts";
import { type EndingParts, endSession } from "./end-session.ts";
import { prune } from "./prune.ts";
import { requireOpen } from "./require-open.ts";
import { requireOperator, requireSelf } from "./require-self.ts";

export interface SessionParts extends EndingParts {
  store: Store;
  settings: Pick<Settings, "role" | "resume">;
  /** ms UTC */
  clock: () => number;
}

type SessionService = WorkServices["sessions"];

/** Sessions that people and foreign agents keep: from their start to their end, in this terminal or in another. */
export class Sessions implements SessionService {
  readonly #parts: SessionParts;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  async start(
    caller: Caller,
    request: StartSessionRequest,
    terminal: ProcessIdentity | null,
  ): Promise<Session> {
    requireOperator(caller, "start another session");
    const problem = request.name === undefined ? undefined : nameProblem(request.name);
    if (problem)
      throw usageError(`name: ${JSON.stringify(request.name)} ${problem}`, "choose another with --name");
    const { store, settings } = this.#parts;
    return store.write((tx) => {
      if (terminal) requireFree(tx, terminal);
      const { name, role = settings.role, ...rest } = request;
      return startSession(tx, { ...rest, role, terminal }, name);
    });
  }

  pause(caller: Caller, { id }: Session, reason: string | null): Promise<Session> {
    return this.#parts.store.write((tx) => {
      const session = requireOpen(tx, id);
      requireSelf(caller, session);
      if (isPaused(session)) throw alreadyPaused(tx, session);
      if (session.state === "booting")
        throw new OverstoryError("conflict", `${session.key} is being started; it cannot be paused yet`);
      pauseSession(tx, session, reason);
      return requireSession(tx.db, id);
    });
  }

  async resume(caller: Caller, { id }: Session, terminal: ProcessIdentity | null): Promise<Session> {
    const { store } = this.#parts;
    const { terminal: shell } = requireSession(store.db, id);
    const isLeft = shell !== null && (await check(shell)) === "dead";
    return store.write((tx) => {
      requireSelf(caller, requireOpen(tx, id));
      if (isLeft) leaveBehind(tx, id, shell);
      resumeSession(tx, requireOpen(tx, id), terminal);
      return requireSession(tx.db, id);
    });
  }

  end(caller: Caller, session: Session, request: EndSessionRequest): Promise<Session> {
    return endSession(this.#parts, caller, session, request);
  }

  prune(olderThanMs: number, dryRun: boolean): Promise<PruneView> {
    const { store, settings, clock } = this.#parts;
    return prune(store, resumePolicy(settings.resume), olderThanMs, dryRun, clock());
  }
}

/**
 * A kept session begins, and its time with it. In the transaction of its caller.
 *
 * @param name what it is to be called; made from its source when absent
 */
export function startSession(
  tx: Transaction,
  { source = "cli", type, role, worktree, metadata, terminal, ...more }: KeptSession,
  name: string | undefined,
): Session {
  const session = insertSession(tx, {
    name: name ?? findFreeName({ source }, (one) => findOpenByName(tx.db, one) !== null),
    role,
    runtime: "none",
    source,
    type: type ?? "work",
    state: "working",
    worktree: worktree ?? null,
    metadata: metadata ?? {},
    terminal: terminal ?? null,
    ...more,
  });
  recordActivity(tx, session, "start", "started", { source, type: session.type });
  return requireSession(tx.db, session.id);
}

export type KeptSession = Omit<StartSessionRequest, "name" | "role"> &
  Pick<NewSession, "role" | "terminal" | "phase" | "predecessorId">;

function alreadyPaused({ db }: Transaction, session: Session): OverstoryError {
  const { key, attentionReason } = session;
  const since = localTime(pausedSince(db, session) ?? session.lastActivityAt);
  const why = attentionReason === null ? "" : ` (${attentionReason})`;
  return new OverstoryError("conflict", `${key} is paused since ${since}${why}`, {
    hint: `overstory session resume ${key}`,
  });
}

/** A shell has one current session. */
function requireFree({ db }: Transaction, terminal: ProcessIdentity): void {
  const current = findByTerminal(db, terminal);
  if (!current) return;
  throw new OverstoryError("conflict", `${current.key} (${current.name}) is current in this terminal`, {
    hint: isPaused(current)
      ? `go on with it: overstory session resume ${current.key}`
      : `end it first: overstory session end ${current.key}`,
  });
}

/** Time goes on if it stood still, and the session becomes current in that shell. */
function resumeSession(tx: Transaction, session: Session, terminal: ProcessIdentity | null): void {
  const isMove = terminal !== null && !isSpawned(session) && !isSame(session.terminal, terminal);
  if (!isPaused(session) && !isMove) throw new OverstoryError("conflict", `${session.key} is not paused`);
  if (!isPaused(session) && session.terminal !== null)
    throw new OverstoryError(
      "conflict",
      `${session.key} is current in the shell with pid ${session.terminal.pid}`,
      {
        hint: `end or pause it there, or act for it from here with --session ${session.key}`,
      },
    );
  if (isMove) {
    requireFree(tx, terminal);
    setTerminal(tx, session.id, terminal);
  }
  if (isPaused(session)) continueSession(tx, session);
  else recordResume(tx, session, "current in a terminal", 0);
}

const isSame = (one: ProcessIdentity | null, other: ProcessIdentity): boolean =>
  one?.pid === other.pid && one.startTime === other.startTime;
