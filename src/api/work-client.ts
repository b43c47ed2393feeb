import { type Connection, part, query } from "./connection.ts";
import type { ActivityFilter, ActivityRequest, ActivityView } from "./contract/activity.ts";
import { SELF } from "./contract/call.ts";
import type { CheckAnswer } from "./contract/check.ts";
import type { ContextView, PopRequest, PushRequest } from "./contract/context.ts";
import type { DelegationAnswer, SubagentStopAnswer } from "./contract/delegation.ts";
import type { MetricsView } from "./contract/metrics.ts";
import type { ApprovalView, DecisionRequest, PhaseRequest } from "./contract/phase.ts";
import type { ResumeView } from "./contract/resume.ts";
import type {
  EndSessionRequest,
  PruneView,
  SessionFilter,
  SessionView,
  StartSessionRequest,
} from "./contract/session.ts";
import type { SprintChangeName, SprintChangeRequest, SprintView } from "./contract/sprint.ts";
import type {
  TaskChangeName,
  TaskChangeRequest,
  TaskEdit,
  TaskFields,
  TaskFilter,
  WorkTaskView,
} from "./contract/task.ts";

/**
 * The calls about sessions that are kept, tasks, sprints, context, phases and checks. For a session `self` is the caller's
 * own, for a task or a sprint the one that this works on; both are meant where a key may be left out.
 */
export class WorkClient {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  startSession = (request: StartSessionRequest) =>
    this.#post<{ session: SessionView }>("/sessions", request).then(({ session }) => session);
  sessions = (filter: SessionFilter) =>
    this.#get<{ sessions: SessionView[] }>(`/sessions${query(filter)}`).then(({ sessions }) => sessions);
  /** The caller's own; throws `usage` when nothing says which that is. */
  currentSession = () =>
    this.#get<{ session: SessionView }>(`/sessions/${SELF}`).then(({ session }) => session);
  pauseSession = (key: string = SELF, reason?: string) => this.#changeSession(key, "pause", { reason });
  resumeSession = (key: string = SELF) => this.#changeSession(key, "resume", {});
  endSession = (key: string = SELF, request: EndSessionRequest = {}) =>
    this.#changeSession(key, "end", request);
  prune = (request: { olderThanMs: number; dryRun?: boolean }) =>
    this.#post<{ pruned: PruneView }>("/sessions/prune", request).then(({ pruned }) => pruned);

  createTask = (fields: TaskFields) =>
    this.#post<{ task: WorkTaskView }>("/tasks", fields).then(({ task }) => task);
  tasks = (filter: TaskFilter = {}) =>
    this.#get<{ tasks: WorkTaskView[] }>(`/tasks${query(filter)}`).then(({ tasks }) => tasks);
  task = (key: string = SELF) =>
    this.#get<{ task: WorkTaskView }>(`/tasks/${part(key)}`).then(({ task }) => task);
  editTask = (key: string, fields: TaskEdit) =>
    this.#connection
      .send<{ task: WorkTaskView }>("PATCH", `/tasks/${part(key)}`, fields)
      .then(({ task }) => task);
  changeTask = (key: string, change: TaskChangeName, request: TaskChangeRequest = {}) =>
    this.#post<{ task: WorkTaskView }>(`/tasks/${part(key)}/${change}`, request).then(({ task }) => task);
  checkTask = (key: string = SELF, summary?: string) => this.#check("tasks", key, summary);
  /** Runs the task's gates on the work of the session that holds it; answers when they are over, or after some seconds. */
  runGates = (key: string = SELF) =>
    this.#post<{ gates: { isOver: boolean } }>(`/tasks/${part(key)}/gates`, {}).then(({ gates }) => gates);

  createSprint = (fields: { title: string; goal?: string | undefined }) =>
    this.#post<{ sprint: SprintView }>("/sprints", fields).then(({ sprint }) => sprint);
  sprints = (all = false) =>
    this.#get<{ sprints: SprintView[] }>(`/sprints${query({ all })}`).then(({ sprints }) => sprints);
  sprint = (key: string = SELF) =>
    this.#get<{ sprint: SprintView }>(`/sprints/${part(key)}`).then(({ sprint }) => sprint);
  changeSprint = (key: string, change: SprintChangeName, request: SprintChangeRequest = {}) =>
    this.#post<{ sprint: SprintView }>(`/sprints/${part(key)}/${change}`, request).then(
      ({ sprint }) => sprint,
    );
  checkSprint = (key: string = SELF, summary?: string) => this.#check("sprints", key, summary);

  context = (session: string = SELF) =>
    this.#get<{ context: ContextView }>(`/sessions/${part(session)}/context`).then(({ context }) => context);
  push = (session: string, request: PushRequest) => this.#changeContext(session, "push", request);
  pop = (session: string, request: PopRequest) => this.#changeContext(session, "pop", request);
  clear = (session: string) => this.#changeContext(session, "clear", {});

  record = (session: string, request: ActivityRequest) =>
    this.#post<{ activity: ActivityView }>(`/sessions/${part(session)}/activities`, request).then(
      ({ activity }) => activity,
    );
  activities = (filter: ActivityFilter = {}) =>
    this.#get<{ activities: ActivityView[] }>(`/activities${query(filter)}`).then(
      ({ activities }) => activities,
    );

  changePhase = (session: string, request: PhaseRequest) =>
    this.#post<{ session: SessionView }>(`/sessions/${part(session)}/phase`, request).then(
      ({ session }) => session,
    );
  checkResume = (session: string) =>
    this.#get<{ resume: ResumeView }>(`/sessions/${part(session)}/resume`).then(({ resume }) => resume);
  checkSession = (session: string = SELF, summary?: string) => this.#check("sessions", session, summary);
  decide = (session: string, decision: "approve" | "reject", request: DecisionRequest = {}) =>
    this.#post<{ approval: ApprovalView }>(`/sessions/${part(session)}/${decision}`, request).then(
      ({ approval }) => approval,
    );
  /**
   * The approval that the session asked for last; null without any.
   *
   * @param wait answers when it is decided, or as it is after some seconds
   */
  approval = (session: string = SELF, wait = false) =>
    this.#get<{ approval: ApprovalView | null }>(
      `/sessions/${part(session)}/approval${query({ wait })}`,
    ).then(({ approval }) => approval);

  /** Both answer trouble instead of throwing it, as long as the daemon can be reached. */
  preDelegate = (input: unknown) => this.#post<DelegationAnswer>("/hooks/pre-delegate", input);
  subagentStop = (input: unknown) => this.#post<SubagentStopAnswer>("/hooks/subagent-stop", input);

  metrics = () => this.#get<{ metrics: MetricsView }>("/metrics").then(({ metrics }) => metrics);

  #changeSession(key: string, change: "pause" | "resume" | "end", body: object): Promise<SessionView> {
    return this.#post<{ session: SessionView }>(`/sessions/${part(key)}/${change}`, body).then(
      ({ session }) => session,
    );
  }

  #changeContext(session: string, change: "push" | "pop" | "clear", body: object): Promise<ContextView> {
    return this.#post<{ context: ContextView }>(`/sessions/${part(session)}/context/${change}`, body).then(
      ({ context }) => context,
    );
  }

  #check(noun: "tasks" | "sprints" | "sessions", key: string, summary?: string): Promise<CheckAnswer> {
    return this.#get<{ check: CheckAnswer }>(`/${noun}/${part(key)}/check${query({ summary })}`).then(
      ({ check }) => check,
    );
  }

  #get<T>(path: string): Promise<T> {
    return this.#connection.get(path);
  }

  #post<T>(path: string, body: unknown): Promise<T> {
    return this.#connection.send("POST", path, body);
  }
}
