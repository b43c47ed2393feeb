import { defineCommand, JSON_ARG } from "../../command.ts";
import { printJson } from "../../output.ts";
import { describeSent } from "../../render/mail-page.ts";
import { workplace } from "../../work.ts";
import { readText, readType, sendOnce, WRITING_ARGS } from "./words.ts";

export const mailSend = defineCommand({
  args: {
    to: {
      type: "positional",
      description:
        "Key or name of a session, @builders (or another role), @parent, @children, @run, @all, or operator",
    },
    text: {
      type: "positional",
      required: false,
      description: "What to say; - or nothing reads it from standard input",
    },
    ...WRITING_ARGS,
    "reply-to": { type: "string", valueHint: "MAIL", description: "The mail that it answers" },
    json: JSON_ARG,
  },
  examples: [
    ['overstory mail send SESSION-002 "use the existing parser"', "it hears of it at the end of its turn"],
    ['overstory mail send @builders "main is frozen" --priority urgent', "to all of a role, at once"],
    [
      'overstory mail send @parent "the API is done" --type result --key api-done',
      "once, however often it is called",
    ],
    ["git diff | overstory mail send api - --subject diff", "send what another program prints"],
  ],
  run: async (args) => {
    const body = await readText(args.text, "overstory mail send TO");
    const mail = await sendOnce(await workplace(args), {
      to: args.to,
      body,
      type: readType(args.type),
      priority: args.priority,
      subject: args.subject,
      replyTo: args["reply-to"],
      dedupeKey: args.key,
    });
    if (args.json) printJson({ mail });
    else console.log(describeSent(mail));
    return 0;
  },
});
