import type { Database } from "bun:sqlite";
import type { Caller } from "../../domain/caller.ts";
import type { Mail } from "../../domain/mail.ts";
import { OverstoryError } from "../../errors.ts";
import { requireMail } from "../../store/mail.ts";
import { listReceipts } from "../../store/mail-receipts.ts";
import { lineOf } from "../../store/session-query.ts";

/** Throws `not_found`, and `forbidden` for a mail that is neither from the caller nor to it, nor to one whose work it goes on with; the operator may see all. */
export function requireOwnMail(db: Database, caller: Caller, key: string): Mail {
  const mail = requireMail(db, key);
  if (caller.kind === "operator") return mail;
  const line = lineOf(db, caller.sessionId);
  const people = [mail.senderId, ...listReceipts(db, mail.id).map(({ recipient }) => recipient)];
  if (people.some((id) => id !== null && line.includes(id))) return mail;
  throw new OverstoryError("forbidden", `${mail.key} is neither from you nor to you`, {
    hint: "overstory mail list shows yours",
  });
}
