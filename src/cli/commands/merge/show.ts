import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { mergePage } from "../../render/merge-page.ts";
import { standardScreen } from "../../terminal.ts";

export const mergeShow = defineCommand({
  args: { merge: { type: "positional", description: "MERGE-001" }, json: JSON_ARG },
  examples: [
    ["overstory merge show MERGE-004", "both sides of a conflict, and the gates that ran on the result"],
    ["overstory merge show MERGE-004 --json", "the same, for scripts"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const merge = await client.team.merge(args.merge);
    if (args.json) printJson({ merge });
    else printLines(mergePage(merge, await standardScreen()));
    return 0;
  },
});
