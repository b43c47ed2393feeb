import type { AlertView, DeliveryView } from "../../../src/api/contract/alert.ts";
import type { EventView } from "../../../src/api/contract/event.ts";
import type { RunView, TaskView } from "../../../src/api/contract/run.ts";
import type { SessionView } from "../../../src/api/contract/session.ts";
import type { AttentionView, StatusView } from "../../../src/api/contract/status.ts";
import { NO_COLOR } from "../../../src/cli/render/palette.ts";
import type { TaskStatus } from "../../../src/domain/task.ts";
import { TASK_STATUSES } from "../../../src/domain/task.ts";

/** Views with plausible contents, for pages with fixed data. */
const AT = "2026-01-31T12:00:00.000Z";

export const plainScreen = (columns: number) => ({ columns, paint: NO_COLOR });

export const attentionView = (change: Partial<AttentionView> = {}): AttentionView => ({
  key: "ALERT-001",
  kind: "task_stopped",
  severity: "critical",
  acknowledged: false,
  subject: "RUN-001/parser",
  message: "exited with 1",
  hint: "",
  ...change,
});

export const alertView = (change: Partial<AlertView> = {}): AlertView => ({
  key: "ALERT-001",
  kind: "task_stopped",
  severity: "critical",
  state: "raised",
  cause: "task_stopped:RUN-001/parser",
  subject: "RUN-001/parser",
  message: "exited with 1",
  hint: "overstory logs SESSION-001",
  tellings: 1,
  raisedAt: AT,
  toldAt: AT,
  acknowledgedAt: null,
  resolvedAt: null,
  resolvedBy: null,
  deliveries: [],
  ...change,
});

export const deliveryView = (change: Partial<DeliveryView> = {}): DeliveryView => ({
  sink: "webhook",
  telling: 1,
  news: "raised",
  state: "sent",
  attempts: 1,
  dueAt: AT,
  answer: null,
  sentAt: AT,
  ...change,
});

export const sessionView = (change: Partial<SessionView> = {}): SessionView => ({
  id: "019-session",
  key: "SESSION-001",
  name: "parser",
  source: "spawned",
  type: "work",
  role: "builder",
  runtime: "shell",
  state: "working",
  phase: "executing",
  attention: null,
  attentionReason: null,
  attentionUntil: null,
  outcome: null,
  reason: null,
  doing: "runs: sh build.sh",
  inStateMs: 250_000,
  run: "RUN-001",
  task: { key: "parser", title: "Write the parser", status: "underway" },
  holdsTask: true,
  summary: null,
  activeMs: 240_000,
  attempt: 1,
  predecessor: null,
  parent: null,
  depth: 0,
  worktree: "/repo.worktrees/parser",
  branch: "overstory/run-001/parser",
  pid: 4711,
  exitCode: null,
  stopCause: null,
  escalationLevel: 0,
  logFolder: "/repo/.git/overstory/logs/SESSION-001",
  conversation: null,
  transcript: null,
  adopted: false,
  usage: null,
  startedAt: AT,
  lastActivityAt: AT,
  endedAt: null,
  ...change,
});

export const taskView = (change: Partial<TaskView> = {}): TaskView => ({
  key: "parser",
  title: "Write the parser",
  status: "complete",
  stopCode: null,
  stopReason: null,
  role: "builder",
  summary: null,
  waitsFor: null,
  dependsOn: [],
  sessions: ["SESSION-001"],
  gate: null,
  merge: null,
  retryAt: null,
  command: "sh build.sh",
  usage: null,
  ...change,
});

export function runView(tasks: TaskView[], change: Partial<RunView> = {}): RunView {
  const counts = Object.fromEntries(
    TASK_STATUSES.map((status) => [status, tasks.filter((task) => task.status === status).length]),
  ) as Record<TaskStatus, number>;
  return {
    id: "019-run",
    key: "RUN-001",
    goal: "Port the parser",
    status: "active",
    reason: null,
    cancelRequested: false,
    baseCommit: "a".repeat(40),
    targetBranch: "overstory/run-001",
    intoBranch: null,
    maxAgents: 4,
    gates: [],
    budget: null,
    plan: null,
    held: null,
    coordinated: false,
    counts,
    taskCount: tasks.length,
    elapsedMs: 61_000,
    startedAt: AT,
    endedAt: null,
    usage: null,
    tasks,
    ...change,
  };
}

export const statusView = (change: Partial<StatusView> = {}): StatusView => ({
  project: { root: "/repo", name: "repo" },
  daemon: {
    pid: 99,
    version: "0.1.0",
    instance: "i",
    startedAt: AT,
    uptimeMs: 7_500_000,
    memoryBytes: 30_000_000,
    tmuxServerPid: 100,
  },
  attention: [],
  runs: [],
  sessions: [],
  sessionCounts: { booting: 0, working: 0, stalled: 0, zombie: 0, completed: 0 },
  unobserved: [],
  imported: null,
  at: AT,
  cursor: 1,
  ...change,
});

export const eventView = (change: Partial<EventView> & Pick<EventView, "kind">): EventView => ({
  id: 1,
  at: AT,
  run: "RUN-001",
  session: null,
  task: null,
  data: {},
  ...change,
});
