import { defineCommand, JSON_ARG } from "../command.ts";
import { connect } from "../daemon/connect.ts";
import { printJson, printLines } from "../output.ts";
import { projectOf } from "../project.ts";
import { conflictLines } from "../render/merge-page.ts";
import { standardScreen } from "../terminal.ts";

export const conflicts = defineCommand({
  args: {
    run: { type: "string", valueHint: "RUN", description: "Only branches of this run" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory conflicts", "open branches that cannot be merged together as they are now"],
    ["overstory conflicts --run RUN-002 --json", "of one run, for scripts"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const conflicts = await client.team.conflicts(args.run);
    if (args.json) printJson({ conflicts });
    else if (conflicts.length === 0) console.log("what is committed so far goes together");
    else printLines(conflictLines(conflicts, await standardScreen()));
    return 0;
  },
});
