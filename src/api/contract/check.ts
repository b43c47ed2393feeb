import type { CompletionCheck } from "../../domain/completion.ts";

export interface CheckView {
  name: string;
  state: "ok" | "warning" | "failed";
  message: string;
  hint: string | null;
  /** What `doctor --fix` asks before it repairs it; absent for what it cannot repair. */
  repair?: string;
}

/** GET /tasks/:key/check, /sprints/:key/check, /sessions/:key/check */
export type CheckAnswer = CompletionCheck & { subject: string; kind: "task" | "sprint" | "session" };
