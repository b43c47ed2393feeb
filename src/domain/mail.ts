/** What a mail is about. The last eight are also written by overstory itself, when what they tell has happened. */
export const MAIL_TYPES = [
  "status",
  "question",
  "result",
  "error",
  "dispatch",
  "worker_done",
  "worker_died",
  "merge_ready",
  "merged",
  "merge_failed",
  "escalation",
  "approval",
] as const;
export type MailType = (typeof MAIL_TYPES)[number];

/** urgent: handed over at once, also in the middle of a turn; the others at the next turn boundary. */
export const MAIL_PRIORITIES = ["low", "normal", "high", "urgent"] as const;
export type MailPriority = (typeof MAIL_PRIORITIES)[number];

/** Recipient and sender of what people write and read. */
export const OPERATOR_ADDRESS = "operator";
/** Sender of what overstory itself tells. */
export const HOUSE_ADDRESS = "overstory";

export interface Mail {
  id: string;
  /** `MAIL-001` */
  key: string;
  runId: string | null;
  /** The first mail of its thread, which may be itself. */
  threadId: string;
  replyTo: string | null;
  /** null when it is from the operator or from overstory itself */
  senderId: string | null;
  /** Key of the session, `operator` or `overstory`. */
  sender: string;
  /** As it was written: `SESSION-003`, `api`, `@builders`, `@all`, `@run`, `operator`. */
  address: string;
  type: MailType;
  priority: MailPriority;
  subject: string;
  body: string;
  sentAt: number;
}

/** How far a mail has come with one of those it was meant for. Reading it changes nothing for the others. */
export interface MailReceipt {
  mailId: string;
  /** Id of a session, or `operator`. */
  recipient: string;
  /** When its agent was given it, with proof. */
  handedAt: number | null;
  readAt: number | null;
  answeredAt: number | null;
}

/** Types to the operator that ask for an answer: each is an alert until it has one. */
export const ASKING_TYPES = ["question", "approval", "escalation"] as const satisfies readonly MailType[];

export const isAsking = (type: MailType): boolean => (ASKING_TYPES as readonly MailType[]).includes(type);
