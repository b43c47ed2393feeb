import type { ResumeReason } from "../../domain/resume.ts";
import type { SessionPhase } from "../../domain/session.ts";
import type { ActivityView } from "./activity.ts";
import type { ContextView } from "./context.ts";
import type { ApprovalView } from "./phase.ts";
import type { SessionView } from "./session.ts";
import type { WorkTaskView } from "./task.ts";

/** GET /sessions/:key/resume: whether work can go on where the session left it, and all that whoever goes on needs. */
export interface ResumeView {
  session: string;
  resumable: boolean;
  reason: ResumeReason;
  /** The reason as a sentence. */
  message: string;
  phase: SessionPhase | null;
  ageMs: number | null;
  errorCount: number;
  lastError: string | null;
  context: ResumeContext | null;
}

export interface ResumeContext {
  session: SessionView;
  /** The task it holds, or held last. */
  task: WorkTaskView | null;
  /** The stack, also of a session that has ended. */
  frames: ContextView["frames"];
  history: { from: string; to: string; at: string; error: string | null }[];
  metadata: Record<string, unknown>;
  approval: ApprovalView | null;
  /** Notes, updates and artifacts, oldest first. */
  findings: ActivityView[];
  /** Given by whoever delegated the work; null for others. */
  originalContext: unknown;
  /** The agent CLI's own id of the conversation. */
  conversationId: string | null;
}
