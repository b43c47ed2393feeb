import type { AnsweredView, AnswerRequest } from "../../api/contract/message.ts";
import type { Answer } from "../../domain/agent/ask.ts";
import { usageError } from "../../errors.ts";
import { defineCommand, JSON_ARG } from "../command.ts";
import { connect } from "../daemon/connect.ts";
import { printJson, printLines } from "../output.ts";
import { projectOf } from "../project.ts";
import { describeMessage } from "../render/message-words.ts";
import { questionPage } from "../render/question-page.ts";
import { inert } from "../render/text.ts";
import { standardScreen } from "../terminal.ts";

const ANSWERS = ["allow", "always", "deny"] as const satisfies readonly Answer[];

export const answer = defineCommand({
  args: {
    session: { type: "positional", description: "Key, name or id" },
    answer: {
      type: "positional",
      required: false,
      description: `${ANSWERS.join(", ")}, or words of your own; what is asked is shown when left out`,
    },
    option: { type: "string", valueHint: "N", description: "Choose that option of its dialog" },
    question: { type: "string", valueHint: "ID", description: "Only if that is still what it asks" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory answer SESSION-002", "show what it asks"],
    ["overstory answer SESSION-002 allow", "let it do that once"],
    ["overstory answer SESSION-002 allow --question 1x9k2m3p", "the same, if it still asks what you saw"],
    ['overstory answer SESSION-002 "use the existing parser"', "answer a question"],
  ],
  run: async (args) => {
    const wish = readAnswer(args.answer, args.option);
    if (wish === undefined && args.question !== undefined)
      throw usageError("overstory answer: --question comes with an answer or --option");
    const client = await connect(await projectOf(args));
    if (wish === undefined) {
      const question = await client.messages.question(args.session);
      if (args.json) printJson({ question });
      else printLines(questionPage(question, await standardScreen()));
      return 0;
    }
    const question = args.question ?? (await client.messages.question(args.session)).id;
    const answered = await client.messages.answer(args.session, { ...wish, question });
    if (args.json) printJson({ answered });
    else printLines(describe(answered));
    return isGiven(answered) ? 0 : 1;
  },
});

function readAnswer(given: string | undefined, option: string | undefined): AnswerRequest | undefined {
  if (option !== undefined && given !== undefined)
    throw usageError("overstory answer: either an answer or --option, not both");
  if (option !== undefined) {
    if (!/^[1-9]\d?$/.test(option))
      throw usageError(
        `--option: ${JSON.stringify(option)} is not the number of an option`,
        "they count from 1",
      );
    return { option: Number(option) };
  }
  if (given === undefined) return undefined;
  const known = ANSWERS.find((one) => one === given);
  return known ? { answer: known } : { text: given };
}

const describe = ({ session, question, option, message }: AnsweredView): string[] => [
  ...(question === "" ? [] : [`${session} asked: ${inert(question)}`]),
  message ? describeMessage(message) : `${session}: ${inert(option ?? "")}`,
];

const isGiven = ({ message }: AnsweredView): boolean =>
  message === null || message.state === "submitted" || message.state === "seen";
