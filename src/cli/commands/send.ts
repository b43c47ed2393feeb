import { defineCommand, JSON_ARG } from "../command.ts";
import { connect } from "../daemon/connect.ts";
import { printJson } from "../output.ts";
import { projectOf } from "../project.ts";

export const send = defineCommand({
  args: {
    session: { type: "positional", description: "Key, name or id" },
    text: { type: "positional", description: "What to type; - reads it from standard input" },
    enter: {
      type: "boolean",
      default: true,
      description: "Press Enter after the text",
      negativeDescription: "Only type it",
    },
    json: JSON_ARG,
  },
  examples: [
    ['overstory send SESSION-002 "use the existing parser"', "answer a question"],
    ["overstory send SESSION-002 y --no-enter", "type without Enter"],
    ["git diff | overstory send SESSION-002 -", "send what another program prints"],
  ],
  run: async (args) => {
    const text = args.text === "-" ? await Bun.stdin.text() : args.text;
    const client = await connect(await projectOf(args));
    const input = await client.sendInput(args.session, text, args.enter);
    if (args.json) printJson({ input });
    else console.log(`${input.state} in ${input.session}`);
    return 0;
  },
});
