/** An alert is something a person should know: raised, perhaps acknowledged, resolved. */
export const SEVERITIES = ["info", "warning", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const ALERT_STATES = ["raised", "acknowledged", "resolved"] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** What alerts can be about. */
export const ALERT_KINDS = [
  "session_waiting", // it waits for a person: a question, a permission, a login
  "mail_question", // a session has asked the operator by mail, and has no answer
  "session_stalled", // the ladder has come to level 2
  "session_unknown", // whether it works cannot be told
  "session_lost", // it died or was ended by the watchdog, and nothing has taken its place
  "stop_failed", // its processes cannot be ended
  "fleet_stalled", // many sessions fell silent at once: none of them is ended
  "limited", // a group of sessions has reached a limit
  "auth_failed", // a group of sessions is not logged in, or its key is refused
  "task_stopped", // a task needs a person
  "task_quarantined", // its agents died again and again
  "merge_held", // a merge has to wait for a person
  "plan_ready", // the plan of a run waits for a person
  "run_held", // no session of it is begun: its budget is used up, or it goes round in a circle
  "budget_near", // the budget of a run is nearly used up
  "run_failed",
  "run_completed",
  "work_unsaved", // uncommitted work could not be saved
  "tmux_lost",
  "database", // the database refuses writes
  "loop_stuck", // a loop of the daemon does not come round
  "daemon_stalled", // the daemon was kept from working
  "daemon_down", // seen from outside: no daemon gives a sign of life
  "sink_dead", // a channel to people does not take alerts
  "schedule_failed",
  "backup_failed",
  "import_failed", // what an earlier system left could not be taken in
  "test",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Something that is the case and that a person should know. There is one open alert for it, however often it is seen. */
export interface Condition {
  /** Names the incident: the same cause is the same alert. `session_waiting:SESSION-003` */
  cause: string;
  kind: AlertKind;
  severity: Severity;
  /** Key of what it is about: `SESSION-003`, `RUN-001/index`, `daemon`. */
  subject: string;
  /** One sentence: what is the case. */
  message: string;
  /** What to do: a command, or a sentence. */
  hint: string;
}

export interface Alert extends Condition {
  id: string;
  /** `ALERT-001` */
  key: string;
  state: AlertState;
  /** How often people were told: 1 when it was raised, one more with each reminder. */
  tellings: number;
  raisedAt: number;
  toldAt: number;
  /** When it went on after its cause had been gone for a moment; null when it never did. */
  reopenedAt: number | null;
  acknowledgedAt: number | null;
  resolvedAt: number | null;
  /** Who or what closed it: "operator", "gone", "run ended". */
  resolvedBy: string | null;
  /** When its cause was gone; null while it is the case, also when a person has closed the alert. */
  goneAt: number | null;
}

/** What a telling says of its alert. */
export const NEWS = ["raised", "repeated", "resolved"] as const;
export type News = (typeof NEWS)[number];

/** "dropped": it was over before its turn, and nobody needs to hear of it any more. */
export const DELIVERY_STATES = ["pending", "sent", "failed", "dropped"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One telling of an alert through one sink. "sent" only when the sink has accepted it. */
export interface Delivery {
  alertId: string;
  sink: string;
  telling: number;
  news: News;
  state: DeliveryState;
  /** The message with others that it was put into; null when it is told alone. */
  messageId: string | null;
  attempts: number;
  firstDueAt: number;
  /** The next attempt is made no earlier. */
  dueAt: number;
  /** What the sink answered: the proof of acceptance, or why not. */
  answer: string | null;
  sentAt: number | null;
}
