import type { Caller } from "../domain/caller.ts";
import type { Mail, MailReceipt } from "../domain/mail.ts";
import type { Merge } from "../domain/merge.ts";
import type { Role } from "../domain/role.ts";
import type { Run } from "../domain/run.ts";
import type { Session } from "../domain/session.ts";
import type { Task } from "../domain/task.ts";
import type { DoneRequest, SpawnRequest } from "./contract/child.ts";
import type { GoalRequest, ResumeRequest } from "./contract/goal.ts";
import type { MailFilter, MailRequest } from "./contract/mail.ts";
import type { ConflictView } from "./contract/merge.ts";
import type { ReceiptView } from "./contract/receipt.ts";
import type { CleanRequest, CleanView, DiskView } from "./contract/tidying.ts";

/**
 * What several agents do together, each by the part that does it. Requests have been parsed; what a rule refuses throws
 * `forbidden` or `conflict` (the message names the rule, the hint who could), what does not exist `not_found`.
 */
export interface TeamServices {
  runs: RunServices;
  spawns: SpawnServices;
  mail: MailServices;
  merges: MergeServices;
  roles: RoleServices;
  receipts: ReceiptServices;
  tidying: TidyServices;
}

/** Runs with a coordinator. */
export interface RunServices {
  /** Checks, records and starts a run of a goal; the same request id answers with the same run. */
  start(request: GoalRequest): Promise<Run>;
  /** Lifts what holds the run, with a new budget if one is named; one that failed goes on with its blocked tasks. */
  resume(run: Run, request: ResumeRequest): Promise<Run>;
  /** No session of it is begun until it is resumed; those at work go on. Throws `conflict` for one that is held or has ended. */
  hold(run: Run, reason: string | null): Promise<Run>;
  /** Its plan is carried out from now on. */
  approve(run: Run): Promise<Run>;
  /** The caller coordinates its run, and its plan is ready to be looked at. */
  proposePlan(coordinator: Session): Promise<Run>;
}

/** Work that sessions hand out. */
export interface SpawnServices {
  /** For a session: a task of its run, within its limits. */
  bySession(maker: Session, request: SpawnRequest): Promise<Task>;
  /** @param run key of the run */
  byOperator(run: string, request: SpawnRequest): Promise<Task>;
  /** The tasks that the session has made, or that those have whose work it goes on with; for a coordinator all of its run. */
  childrenOf(session: Session): Task[];
  /** Why tasks of an active run that could be begun are not, by id. */
  waitsOf(run: Run): ReadonlyMap<string, string>;
  /**
   * The session says that it is done with its task: it is ended as soon as that is safe, and its work judged. Throws
   * `conflict` for a coordinator whose run has open tasks, naming them.
   */
  done(session: Session, request: DoneRequest): Promise<Session>;
}

export interface MailServices {
  /** @param sender the caller's session; null for the operator */
  send(sender: Session | null, request: MailRequest): Promise<Mail>;
  /** What the caller got or sent; the operator may look at anybody's. */
  list(caller: Caller, filter: MailFilter): Mail[];
  /** Its recipient has read it from now on. */
  read(caller: Caller, key: string): Promise<Mail>;
  receipts(mail: Mail): MailReceipt[];
  /** The caller's unread mail as soon as there is any that fits; none when `signal` aborts. */
  waitForUnread(caller: Caller, fits: (mail: Mail) => boolean, signal: AbortSignal): Promise<Mail[]>;
}

export interface MergeServices {
  /** Queues it anew. */
  retry(merge: Merge): Promise<Merge>;
  /** Takes it out of the queue. */
  cancel(merge: Merge): Promise<Merge>;
  /** Open branches that cannot be merged together as they are; of one run or of all. */
  conflicts(run: Run | null): Promise<ConflictView[]>;
}

export interface RoleServices {
  list(): Role[];
  /** Throws `not_found` with what there is. */
  require(name: string): Role;
}

export interface ReceiptServices {
  /** @param subject a run, a task or a session, by key */
  of(subject: string): Promise<ReceiptView>;
}

export interface TidyServices {
  propose(wish: CleanRequest): Promise<CleanView>;
  /** Removes what may go. */
  apply(wish: CleanRequest): Promise<CleanView>;
  disk(): Promise<DiskView>;
}
