import type { MailPriority, MailType } from "../../domain/mail.ts";

export { MAIL_PRIORITIES, MAIL_TYPES } from "../../domain/mail.ts";

export interface MailView {
  /** `MAIL-001` */
  key: string;
  run: string | null;
  /** Key of the first mail of its thread. */
  thread: string;
  replyTo: string | null;
  /** Key of a session, `operator` or `overstory`. */
  from: string;
  to: string;
  type: MailType;
  priority: MailPriority;
  subject: string;
  body: string;
  sentAt: string;
  /** How far it has come with each that it was meant for; only the caller's own for a session that did not send it. */
  receipts: {
    recipient: string;
    handedAt: string | null;
    readAt: string | null;
    answeredAt: string | null;
  }[];
}

/** POST /mail */
export interface MailRequest {
  /**
   * A session's key or name, `@builders`, `@all`, `@run`, `@parent`, `@children`, `operator`; left out for an answer: it
   * goes to whoever wrote.
   */
  to?: string | undefined;
  type?: MailType | undefined;
  priority?: MailPriority | undefined;
  subject?: string | undefined;
  body: string;
  /** Key of the mail that it answers. */
  replyTo?: string | undefined;
  /** The same key again is the same mail. */
  dedupeKey?: string | undefined;
}

/** GET /mail */
export interface MailFilter {
  /** Whose, for the operator: a session's key; `operator` when absent. */
  of?: string | undefined;
  box?: "in" | "out" | "all" | undefined;
  unread?: boolean | undefined;
  thread?: string | undefined;
  type?: string | undefined;
  run?: string | undefined;
}
