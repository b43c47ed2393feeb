import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { runTable } from "../../render/run-page.ts";
import { standardScreen } from "../../terminal.ts";

export const runList = defineCommand({
  args: { all: { type: "boolean", alias: "a", description: "Ended ones too" }, json: JSON_ARG },
  examples: [
    ["overstory run list", "the runs that go on, and what holds them"],
    ["overstory run list --all --json", "every one there ever was, for scripts"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const runs = (await client.runs()).filter(({ status }) => args.all || status === "active");
    if (args.json) printJson({ runs });
    else if (runs.length > 0) printLines(runTable(runs, await standardScreen()));
    else console.log(args.all ? "no run yet" : "no run goes on (overstory run list --all shows ended ones)");
    return 0;
  },
});
