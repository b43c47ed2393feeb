import type { Activity } from "../domain/activity.ts";
import type { Approval } from "../domain/approval.ts";
import type { Caller } from "../domain/caller.ts";
import type { CompletionCheck } from "../domain/completion.ts";
import type { ProcessIdentity, Session } from "../domain/session.ts";
import type { Sprint } from "../domain/sprint.ts";
import type { Task } from "../domain/task.ts";
import type { ActivityRequest } from "./contract/activity.ts";
import type { Instructions } from "./contract/call.ts";
import type { PopRequest, PushRequest } from "./contract/context.ts";
import type { DelegationAnswer, SubagentStopAnswer } from "./contract/delegation.ts";
import type { MetricsView } from "./contract/metrics.ts";
import type { PhaseRequest } from "./contract/phase.ts";
import type { EndSessionRequest, PruneView, StartSessionRequest } from "./contract/session.ts";
import type { SprintChangeRequest } from "./contract/sprint.ts";
import type { TaskChangeName, TaskChangeRequest, TaskEdit, TaskFields } from "./contract/task.ts";

/**
 * What sessions can do, each by the part that does it. Requests have been parsed; what is refused by a rule throws
 * `conflict` (the message names what stands in the way, the hint the next step), what does not exist `not_found`.
 * A caller that is a session may act on itself only: anything else throws `forbidden`.
 */
export interface WorkServices {
  callers: {
    /** The session with that token, which may have ended. */
    ofToken(token: string): Session | null;
    /** The open session that is current in that shell. */
    ofTerminal(terminal: ProcessIdentity): Session | null;
    /**
     * Who a call without a token comes from when that is an agent or a gate of this project, in words: `SESSION-003`; null when
     * nothing says so. Not `isSure`: it holds a connection, and so may have made the call.
     *
     * @param claim what the caller says of itself: its process, and what OVERSTORY_NONCE is there
     */
    insider(claim: {
      pid: number | null;
      nonce: string | null;
    }): Promise<{ who: string; isSure: boolean } | null>;
  };
  sessions: {
    /** @param terminal the shell in which it becomes current; null for none */
    start(caller: Caller, request: StartSessionRequest, terminal: ProcessIdentity | null): Promise<Session>;
    pause(caller: Caller, session: Session, reason: string | null): Promise<Session>;
    /** Goes on with one that is paused, or left behind by a shell that is gone; it becomes current in this one. */
    resume(caller: Caller, session: Session, terminal: ProcessIdentity | null): Promise<Session>;
    end(caller: Caller, session: Session, request: EndSessionRequest): Promise<Session>;
    prune(olderThanMs: number, dryRun: boolean): Promise<PruneView>;
  };
  tasks: {
    create(caller: Caller, fields: TaskFields): Promise<Task>;
    edit(caller: Caller, task: Task, fields: TaskEdit): Promise<Task>;
    /** @param session on whose behalf; null when the change needs none (abort, block, reopen) */
    change(
      caller: Caller,
      session: Session | null,
      task: Task,
      change: TaskChangeName,
      request: TaskChangeRequest,
    ): Promise<Task>;
  };
  sprints: {
    create(caller: Caller, fields: { title: string; goal?: string | undefined }): Promise<Sprint>;
    /** Pushes it on the session's stack; a planned one becomes active. */
    activate(caller: Caller, session: Session, sprint: Sprint): Promise<Sprint>;
    /** Takes it off the session's stack; refused while a task stands above it. */
    deactivate(caller: Caller, session: Session, sprint: Sprint): Promise<Sprint>;
    complete(caller: Caller, sprint: Sprint, request: SprintChangeRequest): Promise<Sprint>;
    cancel(caller: Caller, sprint: Sprint, reason: string | null): Promise<Sprint>;
  };
  context: {
    push(caller: Caller, session: Session, request: PushRequest): Promise<void>;
    pop(caller: Caller, session: Session, request: PopRequest): Promise<void>;
    /** Takes everything off but the project; a task that it holds is paused. */
    clear(caller: Caller, session: Session): Promise<void>;
  };
  activities: {
    record(caller: Caller, session: Session, request: ActivityRequest): Promise<Activity>;
  };
  phases: {
    change(caller: Caller, session: Session, request: PhaseRequest): Promise<Session>;
    /** @param by who decides, for the record */
    decide(
      caller: Caller,
      session: Session,
      decision: "approved" | "rejected",
      by: string,
      note: string | null,
    ): Promise<Approval>;
    /**
     * Resolves with the session's newest approval when it is decided, or as it is when `signal` aborts; null without any.
     *
     * @param listener who waits: the session itself has then heard the answer
     */
    waitForDecision(
      session: Session,
      listener: Session | null,
      signal: AbortSignal,
    ): Promise<Approval | null>;
  };
  delegation: {
    /** Never throws: trouble is an answer. */
    preDelegate(input: unknown): Promise<DelegationAnswer>;
    subagentStop(input: unknown): Promise<SubagentStopAnswer>;
  };
  completion: {
    /** @param summary what is about to be given, if anything */
    task(task: Task, session: Session | null, summary: string | null): Promise<CompletionCheck>;
    sprint(sprint: Sprint, summary: string | null): Promise<CompletionCheck>;
    session(session: Session, summary: string | null): Promise<CompletionCheck>;
    /** Runs the task's gates on the session's work and waits for them. */
    runGates(task: Task, session: Session): Promise<void>;
  };
  instructions: {
    /** What to do next after that, for the caller's session; takes its notices. */
    after(situation: string, session: Session | null, task: Task | null): Promise<Instructions>;
  };
  metrics(): MetricsView;
}
