import { defineCommand, JSON_ARG } from "../command.ts";
import { connect } from "../daemon/connect.ts";
import { printJson, printLines } from "../output.ts";
import { projectOf } from "../project.ts";
import { whyPage } from "../render/why-page.ts";
import { standardScreen } from "../terminal.ts";

export const why = defineCommand({
  args: {
    session: { type: "positional", description: "Key, name or id" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory why SESSION-001", "what its state rests on, and what happens next"],
    ["overstory why parser --json", "by name, for scripts"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const explained = await client.why(args.session);
    if (args.json) printJson({ why: explained });
    else printLines(whyPage(explained, await standardScreen()));
    return 0;
  },
});
