import type { Role } from "../domain/role.ts";
import { type Connection, part, query } from "./connection.ts";
import type { ChildView, DoneRequest, SpawnRequest } from "./contract/child.ts";
import type { GoalRequest, ResumeRequest } from "./contract/goal.ts";
import type { MailFilter, MailRequest, MailView } from "./contract/mail.ts";
import type { ConflictView, MergeView } from "./contract/merge.ts";
import type { ReceiptView } from "./contract/receipt.ts";
import type { RunView } from "./contract/run.ts";
import type { SessionView } from "./contract/session.ts";
import type { CleanRequest, CleanView, DiskView } from "./contract/tidying.ts";

/** The calls about what several agents do together. */
export class TeamClient {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  startGoal = (request: GoalRequest) => this.#post<{ run: RunView }>("/runs/goal", request).then(ofRun);
  resumeRun = (key: string, request: ResumeRequest = {}) =>
    this.#post<{ run: RunView }>(`/runs/${part(key)}/resume`, request).then(ofRun);
  holdRun = (key: string, reason?: string) =>
    this.#post<{ run: RunView }>(`/runs/${part(key)}/hold`, { reason }).then(ofRun);
  approveRun = (key: string) => this.#post<{ run: RunView }>(`/runs/${part(key)}/approve`, {}).then(ofRun);
  /** The caller coordinates its run: the plan can be looked at. */
  planReady = () => this.#post<{ run: RunView }>("/plan-ready", {}).then(ofRun);

  /** @param run for the operator: whose task it becomes */
  spawn = (request: SpawnRequest & { run?: string | undefined }) =>
    this.#post<{ child: ChildView }>("/spawn", request).then(({ child }) => child);
  /** @param session whose, for the operator; the caller's own when absent */
  children = (session?: string) =>
    this.#get<{ children: ChildView[] }>(`/children${query({ session })}`).then(({ children }) => children);
  done = (request: DoneRequest = {}) =>
    this.#post<{ session: SessionView }>("/done", request).then(({ session }) => session);

  sendMail = (request: MailRequest) => this.#post<{ mail: MailView }>("/mail", request).then(ofMail);
  listMail = (filter: MailFilter = {}) =>
    this.#get<{ mails: MailView[] }>(`/mail${query({ ...filter })}`).then(({ mails }) => mails);
  /** The caller has read it from now on. */
  readMail = (key: string) => this.#post<{ mail: MailView }>(`/mail/${part(key)}/read`, {}).then(ofMail);
  /** The caller's unread mail as soon as there is some, or none after some seconds; it is not marked as read. */
  waitForMail = (
    filter: { type?: string | undefined; thread?: string | undefined; forMs?: number | undefined } = {},
  ) => this.#get<{ mails: MailView[] }>(`/mail/wait${query(filter)}`).then(({ mails }) => mails);

  merges = (filter: { run?: string | undefined } = {}) =>
    this.#get<{ merges: MergeView[] }>(`/merges${query(filter)}`).then(({ merges }) => merges);
  merge = (key: string) => this.#get<{ merge: MergeView }>(`/merges/${part(key)}`).then(ofMerge);
  changeMerge = (key: string, change: "retry" | "cancel") =>
    this.#post<{ merge: MergeView }>(`/merges/${part(key)}/${change}`, {}).then(ofMerge);
  conflicts = (run?: string) =>
    this.#get<{ conflicts: ConflictView[] }>(`/conflicts${query({ run })}`).then(
      ({ conflicts }) => conflicts,
    );

  roles = () => this.#get<{ roles: Role[] }>("/roles").then(({ roles }) => roles);
  role = (name: string) => this.#get<{ role: Role }>(`/roles/${part(name)}`).then(({ role }) => role);

  /** @param subject a run, a task or a session, by key */
  receipt = (subject: string) =>
    this.#get<{ receipt: ReceiptView }>(`/receipts${query({ subject })}`).then(({ receipt }) => receipt);

  /** However long it takes, as the next two. */
  proposeClean = (wish: CleanRequest = {}) =>
    this.#connection.patient<{ clean: CleanView }>("GET", `/clean${query(wish)}`).then(({ clean }) => clean);
  applyClean = (wish: CleanRequest = {}) =>
    this.#connection.patient<{ clean: CleanView }>("POST", "/clean", wish).then(({ clean }) => clean);
  disk = () => this.#connection.patient<{ disk: DiskView }>("GET", "/disk").then(({ disk }) => disk);

  #get<T>(path: string): Promise<T> {
    return this.#connection.get(path);
  }

  #post<T>(path: string, body: unknown): Promise<T> {
    return this.#connection.send("POST", path, body);
  }
}

const ofRun = ({ run }: { run: RunView }) => run;
const ofMail = ({ mail }: { mail: MailView }) => mail;
const ofMerge = ({ merge }: { merge: MergeView }) => merge;
