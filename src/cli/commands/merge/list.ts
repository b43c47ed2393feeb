import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { mergeTable } from "../../render/merge-page.ts";
import { standardScreen } from "../../terminal.ts";

export const mergeList = defineCommand({
  args: {
    run: { type: "string", valueHint: "RUN", description: "Only merges of this run" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory merge list", "what waits, what was merged, what was refused and why"],
    ["overstory merge list --run RUN-002 --json", "of one run, for scripts"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const merges = await client.team.merges({ run: args.run });
    if (args.json) printJson({ merges });
    else if (merges.length === 0) console.log("nothing was to be merged yet");
    else printLines(mergeTable(merges, await standardScreen(), new Date().toISOString()));
    return 0;
  },
});
