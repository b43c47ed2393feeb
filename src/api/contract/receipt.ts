import type { Usage } from "../../domain/agent/usage.ts";

/** What proves that work was done, or what is missing. */
export interface ReceiptView {
  /** `RUN-001`, `RUN-001/api`, `SESSION-004` */
  subject: string;
  /** dropped: it is not to be done any more. */
  verdict: "proven" | "unproven" | "underway" | "dropped";
  /** `met` is null when it cannot be told, or is yet to come. */
  proofs: { name: string; met: boolean | null; detail: string }[];
  /** What was committed, newest first; at most 20. */
  commits: readonly { id: string; subject: string }[];
  /** null when nothing was told. */
  usage: Usage | null;
  /** Of a run its tasks, of a task its sessions, oldest first. */
  parts: ReceiptView[];
}
