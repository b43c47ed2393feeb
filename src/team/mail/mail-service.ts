import type { MailFilter, MailRequest } from "../../api/contract/mail.ts";
import type { MailServices } from "../../api/team-services.ts";
import type { Caller } from "../../domain/caller.ts";
import { type Mail, type MailReceipt, OPERATOR_ADDRESS } from "../../domain/mail.ts";
import type { Session } from "../../domain/session.ts";
import { listMail, listUnread, requireMail } from "../../store/mail.ts";
import { listReceipts, markRead } from "../../store/mail-receipts.ts";
import { requireRun } from "../../store/runs.ts";
import { lineOf } from "../../store/session-query.ts";
import { requireSession } from "../../store/sessions.ts";
import type { Store, Transaction } from "../../store/store.ts";
import { requireOperator } from "../../work/require-self.ts";
import { requireOwnMail } from "./own-mail.ts";
import { sendMail } from "./send-mail.ts";

const MOST = 500;
/** Who waits is given so many; the others stay unread. */
const MOST_AT_ONCE = 50;

/** Mail between sessions and the operator. Who reads a mail takes it from nobody else. */
export class MailService implements MailServices {
  readonly #store: Store;
  readonly #waits: (sessionId: string) => void;

  /** @param waits a session waits for mail: it is alive, and silent for a reason */
  constructor(store: Store, waits: (sessionId: string) => void) {
    this.#store = store;
    this.#waits = waits;
  }

  /** @param sender the caller's session; null for the operator */
  send(sender: Session | null, request: MailRequest): Promise<Mail> {
    return this.#store.write((tx) => sendMail(tx, sender, request));
  }

  /** What the caller got or sent; the operator may look at anybody's, and at all that is of a run. */
  list(caller: Caller, filter: MailFilter): Mail[] {
    const { db } = this.#store;
    const { box = "in", unread = false, thread, type, run } = filter;
    return listMail(db, {
      of: this.#whose(caller, filter),
      box,
      unread,
      threadId: thread === undefined ? null : requireMail(db, thread).threadId,
      type: type ?? null,
      runId: run === undefined ? null : requireRun(db, run).id,
      most: MOST,
    });
  }

  /** The mail to read; its recipient has read it from now on. Throws `forbidden` for one that is not the caller's. */
  read(caller: Caller, key: string): Promise<Mail> {
    return this.#store.write((tx) => readOne(tx, caller, key));
  }

  receipts(mail: Mail): MailReceipt[] {
    return listReceipts(this.#store.db, mail.id);
  }

  /** Resolves with the caller's unread mail as soon as there is any that fits, or with none when `signal` aborts. */
  waitForUnread(caller: Caller, fits: (mail: Mail) => boolean, signal: AbortSignal): Promise<Mail[]> {
    if (caller.kind === "session") this.#waits(caller.sessionId);
    const read = () => listUnread(this.#store.db, idOf(caller)).filter(fits).slice(0, MOST_AT_ONCE);
    return new Promise((resolve) => {
      const look = () => {
        const found = read();
        if (found.length === 0 && !signal.aborted) return;
        unsubscribe();
        signal.removeEventListener("abort", look);
        resolve(found);
      };
      const unsubscribe = this.#store.onEvents(look);
      signal.addEventListener("abort", look);
      look();
    });
  }

  /** Who goes on with another's work has its mail too. Null: everybody's. */
  #whose(caller: Caller, { of, run }: MailFilter): string[] | null {
    const { db } = this.#store;
    if (caller.kind === "session") {
      if (of !== undefined && requireSession(db, of).id !== caller.sessionId)
        requireOperator(caller, "read the mail of another");
      return lineOf(db, caller.sessionId);
    }
    if (of !== undefined) return of === OPERATOR_ADDRESS ? [of] : lineOf(db, requireSession(db, of).id);
    return run === undefined ? [OPERATOR_ADDRESS] : null;
  }
}

function readOne(tx: Transaction, caller: Caller, key: string): Mail {
  const mail = requireOwnMail(tx.db, caller, key);
  for (const id of idsOf(tx, caller)) markRead(tx, mail.id, id);
  return mail;
}

/** Whoever goes on with another's work reads for it too. */
const idsOf = (tx: Transaction, caller: Caller): string[] =>
  caller.kind === "operator" ? [OPERATOR_ADDRESS] : lineOf(tx.db, caller.sessionId);

const idOf = (caller: Caller): string => (caller.kind === "operator" ? OPERATOR_ADDRESS : caller.sessionId);
