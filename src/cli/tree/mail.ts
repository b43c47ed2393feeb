import type { CommandEntry } from "../command.ts";

/** What sessions and the operator write to each other. */
export const MAIL_COMMANDS: readonly CommandEntry[] = [
  {
    name: "mail",
    summary: "Write to sessions, and read what they write",
    children: [
      {
        name: "send",
        summary: "Write to a session, a role or the operator",
        load: () => import("../commands/mail/send.ts").then((module) => module.mailSend),
      },
      {
        name: "list",
        summary: "List mail, and how far it has come",
        load: () => import("../commands/mail/list.ts").then((module) => module.mailList),
      },
      {
        name: "read",
        summary: "Read a mail",
        load: () => import("../commands/mail/read.ts").then((module) => module.mailRead),
      },
      {
        name: "reply",
        summary: "Answer a mail",
        load: () => import("../commands/mail/reply.ts").then((module) => module.mailReply),
      },
      {
        name: "wait",
        summary: "Wait for mail",
        load: () => import("../commands/mail/wait.ts").then((module) => module.mailWait),
      },
    ],
  },
  {
    name: "ask",
    summary: "Ask the operator; for agents",
    load: () => import("../commands/mail/ask.ts").then((module) => module.ask),
  },
];
