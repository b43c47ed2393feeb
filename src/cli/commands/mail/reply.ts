import { defineCommand, JSON_ARG } from "../../command.ts";
import { printJson } from "../../output.ts";
import { describeSent } from "../../render/mail-page.ts";
import { workplace } from "../../work.ts";
import { readText, readType, sendOnce, WRITING_ARGS } from "./words.ts";

export const mailReply = defineCommand({
  args: {
    mail: { type: "positional", description: "Key of the mail" },
    text: {
      type: "positional",
      required: false,
      description: "The answer; - or nothing reads it from standard input",
    },
    ...WRITING_ARGS,
    json: JSON_ARG,
  },
  examples: [
    ['overstory mail reply MAIL-004 "yes, drop the old format"', "to whoever wrote it"],
    ["overstory mail reply MAIL-004 - <answer.md", "with what is in a file"],
  ],
  run: async (args) => {
    const body = await readText(args.text, "overstory mail reply MAIL");
    const { priority, subject, key: dedupeKey } = args;
    const type = readType(args.type);
    const place = await workplace(args);
    const mail = await sendOnce(place, { replyTo: args.mail, body, type, priority, subject, dedupeKey });
    if (args.json) printJson({ mail });
    else console.log(describeSent(mail));
    return 0;
  },
});
