import { plainRuntime, type RuntimeSettings } from "../../src/config/runtimes.ts";
import type { Session } from "../../src/domain/session.ts";
import type { AgentStart } from "../../src/runtimes/runtime.ts";

export const CONVERSATION = "0f4c1e3a-6a52-4a3e-9b7e-2f1d8c9a7b60";

/** A start as the supervisor asks for it, with what the test names exchanged. */
export const agentStart = (wanted: Partial<AgentStart> = {}): AgentStart => ({
  session: sessionOf({}),
  task: null,
  folder: "/state/agents/one's own",
  worktree: "/project.worktrees/run-001/a task",
  root: "/project",
  prompt: "Write the file.",
  conversation: { id: CONVERSATION, resume: false },
  mode: "interactive",
  permissions: "full",
  hook: (event) => `keep '${event}'`,
  spool: "/state/spool/one's own",
  environment: { PATH: "/usr/bin", HOME: "/home/person" },
  ...wanted,
});

/** Settings of a runtime, as the configuration answers them. */
export const runtimeEntry = (wanted: Partial<RuntimeSettings> = {}): RuntimeSettings => ({
  ...plainRuntime(),
  ...wanted,
});

const sessionOf = (wanted: Partial<Session>): Session => ({
  id: "0199c3a0-0000-7000-8000-000000000001",
  key: "SESSION-001",
  name: "a",
  source: "spawned",
  type: "work",
  role: "builder",
  runtime: "any",
  state: "booting",
  phase: "initializing",
  attention: null,
  attentionReason: null,
  attentionUntil: null,
  limitGroup: null,
  outcome: null,
  reason: null,
  runId: null,
  parentId: null,
  predecessorId: null,
  depth: 0,
  currentTaskId: null,
  attempt: 1,
  worktree: "/project.worktrees/run-001/a task",
  branch: "overstory/task/run-001/a",
  baseCommit: "0".repeat(40),
  nonce: "nonce",
  pane: null,
  leader: null,
  agent: null,
  agentStartedAt: null,
  agentStartedObserved: null,
  exitCode: null,
  exitedAt: null,
  commits: null,
  headCommit: null,
  stopCause: null,
  mode: "interactive",
  conversationId: null,
  conversationBeganAt: null,
  transcript: null,
  dismissedAt: null,
  adoptedAt: null,
  escalationLevel: 0,
  stalledSince: null,
  metadata: {},
  summary: null,
  terminal: null,
  activeMs: 0,
  activeSince: null,
  startedAt: 0,
  lastActivityAt: 0,
  endedAt: null,
  ...wanted,
});
