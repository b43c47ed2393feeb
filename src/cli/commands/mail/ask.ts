import { parseDuration } from "../../../duration.ts";
import { usageError } from "../../../errors.ts";
import { acrossDaemons } from "../../across-daemons.ts";
import { isAgent } from "../../caller.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { printJson } from "../../output.ts";
import { describeSent } from "../../render/mail-page.ts";
import { workplace } from "../../work.ts";
import { printAwaited, waitForMail } from "./await-mail.ts";
import { readText, sendOnce } from "./words.ts";

export const ask = defineCommand({
  args: {
    question: {
      type: "positional",
      required: false,
      description: "What to ask; - or nothing reads it from standard input",
    },
    wait: { type: "boolean", description: "Wait for the answer, and print it" },
    timeout: {
      type: "string",
      valueHint: "TIME",
      description: "With --wait: give up after that, exit code 1; never when left out",
    },
    key: { type: "string", valueHint: "KEY", description: "The same key again is the same question" },
    json: JSON_ARG,
  },
  examples: [
    ['overstory ask "may the old format go?"', "a person is told; the answer comes as mail"],
    ['overstory ask "may the old format go?" --wait --timeout 30m', "go on when it is there"],
  ],
  run: async (args) => {
    if (args.timeout !== undefined && !args.wait) throw usageError("--timeout belongs to --wait");
    const timeoutMs = args.timeout === undefined ? null : parseDuration(args.timeout, "--timeout");
    if (!isAgent())
      throw usageError(
        "overstory ask: is for agents, and you are the one whom they ask",
        "to write to one: overstory mail send SESSION TEXT",
      );
    const body = await readText(args.question, "overstory ask");
    const place = await workplace(args);
    const mail = await sendOnce(place, { to: "operator", type: "question", body, dedupeKey: args.key });
    if (!args.wait) {
      if (args.json) printJson({ mail });
      else console.log(describeSent(mail));
      return 0;
    }
    // Asked again under its key, it may have its answer already, and that may have been read.
    const known = await acrossDaemons(place, () =>
      place.client.team.listMail({ thread: mail.key, box: "in" }),
    );
    const answers = known.length > 0 ? known : await waitForMail(place, { thread: mail.key }, timeoutMs);
    return await printAwaited(place, answers, args.json);
  },
});
