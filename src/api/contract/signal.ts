import type { Report, ReportKind } from "../../domain/watchdog/report.ts";

/** POST /sessions/:key/signals: what an agent tells of itself. */
export interface SignalRequest {
  /** The attempt that it comes from; absent when a person reports for the agent. */
  attempt?: number | undefined;
  report: SignalReport;
}

/** Times as texts, as everywhere on the socket. */
export type SignalReport =
  | Exclude<Report, { kind: "limited" }>
  | (Omit<Extract<Report, { kind: "limited" }>, "until"> & { until: string | null });

export interface SignalView {
  session: string;
  kind: ReportKind;
}
