/** A gate that a session cannot pass without a person. */
export interface Approval {
  id: string;
  sessionId: string;
  /** What is asked. */
  question: string;
  askedAt: number;
  /** null until it is decided. */
  decision: "approved" | "rejected" | null;
  decidedAt: number | null;
  decidedBy: string | null;
  note: string | null;
}
