import type { Database } from "bun:sqlite";
import type { Approval } from "../../domain/approval.ts";
import { requireSession } from "../../store/sessions.ts";
import type { ApprovalView } from "../contract/phase.ts";
import { iso, isoOrNull } from "./times.ts";

export const viewApproval = (db: Database, approval: Approval): ApprovalView => ({
  id: approval.id,
  session: requireSession(db, approval.sessionId).key,
  question: approval.question,
  askedAt: iso(approval.askedAt),
  decision: approval.decision,
  decidedAt: isoOrNull(approval.decidedAt),
  decidedBy: approval.decidedBy,
  note: approval.note,
});
