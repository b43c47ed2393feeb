import type { MailView } from "../../api/contract/mail.ts";
import type { Screen } from "../terminal.ts";
import { table } from "./table.ts";
import { inert, inertLines } from "./text.ts";
import { dateAndTime, minute } from "./words.ts";

/** `MAIL-004 to SESSION-002`, and how many it has when it is not one. */
export function describeSent({ key, to, receipts, replyTo }: MailView): string {
  const people = receipts.map(({ recipient }) => recipient);
  const named = people.length === 1 && people[0] === to ? "" : ` (${inert(people.join(", "))})`;
  return `${key} to ${inert(to)}${named}${replyTo === null ? "" : `, in answer to ${replyTo}`}`;
}

/** A mail with all it says. Whatever its body holds, no line of it looks like one of ours. */
export function mailPage(mail: MailView, { paint }: Screen): string[] {
  const { key, from, to, type, priority, subject, body, sentAt, thread, replyTo } = mail;
  const more = [type, ...(priority === "normal" ? [] : [priority])].join(", ");
  const about = replyTo === null ? "" : `, in answer to ${replyTo} (thread ${thread})`;
  return [
    paint.bold(`${key} from ${inert(from)} to ${inert(to)}: ${inert(subject)}`),
    paint.dim(`${more}, ${dateAndTime(sentAt)}${about}`),
    ...receiptLines(mail).map((line) => paint.dim(line)),
    ...(body.trim() === subject ? [] : ["", ...inertLines(body.trimEnd()).map((line) => `  ${line}`)]),
  ];
}

/** For a mail to several, or one that is not read yet. */
const receiptLines = ({ receipts }: MailView): string[] =>
  receipts.length <= 1 ? [] : receipts.map((receipt) => `${inert(receipt.recipient)}: ${standing(receipt)}`);

/** @param now what is of today is told without its date */
export const mailTable = (mails: readonly MailView[], screen: Screen, now: string): string[] =>
  table(
    mails,
    [
      { title: "mail", text: ({ key }) => key, paint: screen.paint.bold, max: 12 },
      { title: "from", text: ({ from }) => inert(from), max: 14 },
      { title: "to", text: ({ to }) => inert(to), max: 14 },
      { title: "type", text: ({ type }) => type, max: 12 },
      { title: "sent", text: ({ sentAt }) => minute(sentAt, now), max: 16 },
      { title: "state", text: stateOf, max: 16 },
      { title: "subject", text: ({ subject }) => inert(subject) },
    ],
    screen,
  );

function stateOf({ receipts }: MailView): string {
  const [first] = receipts;
  if (first && receipts.length === 1) return standing(first);
  const read = receipts.filter(({ readAt }) => readAt !== null).length;
  return receipts.length === 0 ? "" : `read by ${read} of ${receipts.length}`;
}

function standing({ handedAt, readAt, answeredAt }: MailView["receipts"][number]): string {
  if (answeredAt !== null) return "answered";
  if (readAt !== null) return "read";
  return handedAt === null ? "unread" : "handed over";
}
