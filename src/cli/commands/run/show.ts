import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { runPage } from "../../render/run-page.ts";
import { standardScreen } from "../../terminal.ts";

export const runShow = defineCommand({
  args: { run: { type: "positional", description: "RUN-001" }, json: JSON_ARG },
  examples: [
    ["overstory run show RUN-001", "its plan, what each task waits for, what it has used"],
    ["overstory run show RUN-001 --json", "for scripts"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const run = await client.run(args.run);
    if (args.json) printJson({ run });
    else printLines(runPage(run, await standardScreen()));
    return 0;
  },
});
