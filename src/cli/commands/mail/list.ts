import { acrossDaemons } from "../../across-daemons.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { printJson, printLines } from "../../output.ts";
import { mailTable } from "../../render/mail-page.ts";
import { standardScreen } from "../../terminal.ts";
import { workplace } from "../../work.ts";
import { readType } from "./words.ts";

export const mailList = defineCommand({
  args: {
    unread: { type: "boolean", description: "Only what was not read yet" },
    sent: { type: "boolean", description: "What was sent instead of what came" },
    of: { type: "string", valueHint: "SESSION", description: "That of a session, for the operator" },
    run: { type: "string", valueHint: "RUN", description: "All that was written in a run, for the operator" },
    thread: {
      type: "string",
      valueHint: "MAIL",
      description: "What belongs to the same thread as that mail",
    },
    type: { type: "string", valueHint: "TYPE", description: "Only mail of that type" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory mail list --unread", "what you have not read yet"],
    ["overstory mail list --of SESSION-002", "what a session got"],
    ["overstory mail list --thread MAIL-004", "a question and its answers"],
    ["overstory mail list --sent", "what you sent, and whether it was read"],
  ],
  run: async (args) => {
    const place = await workplace(args);
    const { unread, of, run, thread } = args;
    const type = readType(args.type);
    const box = args.sent ? "out" : thread !== undefined || run !== undefined ? "all" : "in";
    const mails = await acrossDaemons(place, () =>
      place.client.team.listMail({ unread, of, run, thread, type, box }),
    );
    if (args.json) printJson({ mails });
    else if (mails.length === 0) console.log(unread ? "no unread mail" : "no mail");
    else printLines(mailTable(mails, await standardScreen(), new Date().toISOString()));
    return 0;
  },
});
