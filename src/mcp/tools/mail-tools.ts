import type { Client } from "../../api/client.ts";
import type { MailView } from "../../api/contract/mail.ts";
import { MAIL_PRIORITIES, MAIL_TYPES } from "../../api/contract/mail.ts";
import { flag, oneOf, optional, text, wholeNumber } from "../fields.ts";
import { defineTool } from "../tool.ts";

const WAIT_SECONDS = 20;
/** Some agent CLIs give a tool no more than a minute. */
const MAX_WAIT_SECONDS = 50;

const KEY = text("Key of the mail: MAIL-001");
const CONTENT = {
  text: text("What you say"),
  subject: optional(text("It in a line")),
  type: optional(oneOf(MAIL_TYPES, "What it is about; status when left out")),
  priority: optional(oneOf(MAIL_PRIORITIES, "urgent interrupts, the others wait for the end of a turn")),
  dedupeKey: optional(text("A word of your own: the same one again is the same mail, sent once")),
} as const;

export const MAIL_TOOLS = [
  defineTool({
    name: "mail_send",
    description:
      "Send mail to a session (key or name), @parent, @children, a role such as @builders, @all of your run, or operator. It reaches them at the end of their turn.",
    fields: { to: text("Who gets it"), ...CONTENT },
    run: async ({ team }, { text: body, ...wish }) => ({ mail: await team.sendMail({ ...wish, body }) }),
  }),
  defineTool({
    name: "mail_reply",
    description: "Answer a mail that you got: it goes to its sender, in the same thread.",
    fields: { mail: KEY, ...CONTENT },
    run: async ({ team }, { mail: replyTo, text: body, ...wish }) => ({
      mail: await team.sendMail({ ...wish, body, replyTo }),
    }),
  }),
  defineTool({
    name: "mail_list",
    description: "List your mail. Reading it marks it as read, listing does not.",
    reads: true,
    fields: {
      unread: optional(flag("Only what you have not read")),
      box: optional(oneOf(["in", "out", "all"], "What you got, what you sent, or both")),
      thread: optional(text("Only of the thread that this mail belongs to")),
      type: optional(oneOf(MAIL_TYPES, "Only these")),
    },
    run: async ({ team }, filter) => ({ mails: await team.listMail(filter) }),
  }),
  defineTool({
    name: "mail_read",
    description: "Read one mail: it counts as read from then on.",
    fields: { mail: KEY },
    run: async ({ team }, { mail }) => ({ mail: await team.readMail(mail) }),
  }),
  defineTool({
    name: "mail_wait",
    description:
      "Wait until you have unread mail; answers with none when the time is over. You are told of mail at the end of your turn anyway: wait only when you can do nothing without it. What it answers with counts as read.",
    fields: {
      type: optional(oneOf(MAIL_TYPES, "Only this")),
      seconds: optional(wholeNumber(`How long; ${WAIT_SECONDS} when left out`, 1, MAX_WAIT_SECONDS)),
    },
    run: async (client, { type, seconds = WAIT_SECONDS }, signal) => {
      const end = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
      const mails = await waitForMail(client, { type }, end);
      // It has them whole with this answer, and is to be given them in no other way.
      for (const { key } of mails) await client.team.readMail(key);
      return { mails };
    },
  }),
] as const;

/** What comes after the end is not lost: it stays unread. */
async function waitForMail(
  { team }: Client,
  filter: { type: string | undefined },
  signal: AbortSignal,
): Promise<MailView[]> {
  const ended = Promise.withResolvers<MailView[]>();
  signal.addEventListener("abort", () => ended.resolve([]), { once: true });
  while (!signal.aborted) {
    const mails = await Promise.race([team.waitForMail(filter), ended.promise]);
    if (mails.length > 0) return mails;
  }
  return [];
}
