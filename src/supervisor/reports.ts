import { isOpen, type Session } from "../domain/session.ts";
import type { Report } from "../domain/watchdog/report.ts";
import { OverstoryError } from "../errors.ts";
import { recordLimitGroup } from "../store/session-changes.ts";
import { requireSession } from "../store/sessions.ts";
import type { Store, Transaction } from "../store/store.ts";
import { takeInReport } from "./limits.ts";

/** Who is to know what agents tell: the watchdog. It sets the session's attention. */
export interface WatchReports {
  report(sessionId: string, report: Report): Promise<void>;
}

/** Takes in what agents tell of themselves. */
export class Reports {
  readonly #store: Store;
  readonly #watch: WatchReports;

  constructor(store: Store, watch: WatchReports) {
    this.#store = store;
    this.#watch = watch;
  }

  /**
   * Records a report and passes it on. Throws `conflict` for one of an earlier attempt or of a session that has ended;
   * that is recorded too.
   *
   * @param attempt the attempt that it comes from; null when a person reports for the agent
   */
  async take({ id }: Session, attempt: number | null, report: Report): Promise<void> {
    const refusal = await this.#store.write((tx) => record(tx, id, attempt, report));
    if (refusal !== null) throw new OverstoryError("conflict", refusal);
    await this.#watch.report(id, report.kind === "wait" ? { ...report, by: "agent" } : report);
  }
}

/** Answers why it is refused, or null. */
function record(tx: Transaction, id: string, attempt: number | null, report: Report): string | null {
  const session = requireSession(tx.db, id);
  const refused = whyRefused(session, attempt);
  const { key, runId, currentTaskId: taskId } = session;
  tx.event("session.report", { runId, sessionId: id, taskId }, { key, attempt, ...report, refused });
  if (refused !== null) return refused;
  if (report.kind === "limited" && report.group !== null) recordLimitGroup(tx, id, report.group);
  takeInReport(tx, session, report);
  return null;
}

function whyRefused(
  { key, state, exitedAt, attempt: current }: Session,
  attempt: number | null,
): string | null {
  if (attempt !== null && attempt !== current)
    return `the report is of attempt ${attempt}, and ${key} is attempt ${current}`;
  if (isOpen(state) && exitedAt === null) return null;
  return `${key} has ended: it is ${isOpen(state) ? "over, and its work is being checked" : state}`;
}
