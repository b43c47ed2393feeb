/** POST /sessions/:key/phase */
export interface PhaseRequest {
  phase: string;
  metadata?: Record<string, unknown> | undefined;
  error?: string | undefined;
  /** approval: what is asked. */
  question?: string | undefined;
}

/** POST /sessions/:key/approve, POST …/reject */
export interface DecisionRequest {
  note?: string | undefined;
  /** Who decides, for the record; `operator` when absent. */
  by?: string | undefined;
}

/** The approval that a session asked for last. */
export interface ApprovalView {
  id: string;
  session: string;
  question: string;
  askedAt: string;
  decision: "approved" | "rejected" | null;
  decidedAt: string | null;
  decidedBy: string | null;
  note: string | null;
}
